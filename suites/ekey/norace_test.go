//go:build !race

package ekey_test

const raceDetector = false
