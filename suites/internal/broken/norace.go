//go:build !race

package broken

const raceDetector = false
