//go:build race

package ekey_test

const raceDetector = true
