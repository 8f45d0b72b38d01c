//go:build !race

package westcon_test

const raceDetector = false
