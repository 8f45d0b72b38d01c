//go:build race

package broken

const raceDetector = true
