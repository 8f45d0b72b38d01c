// Package output is where the reports of a command go. Every place is tried
// when it is opened, before there is anything to report. An ordinary file is
// then written whole or not at all; a device, a pipe, a descriptor, a link or
// a file of several names is written to and stays what it is.
package output

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// Place is where a report is to go: a path, "-" for standard output, or
// nowhere where it is empty. Name is what users call the report: its flag.
type Place struct{ Name, Path string }

// Outputs are the opened places of a command, by their order.
type Outputs struct {
	stdout io.Writer
	all    []*output
	made   folders
}

// output is one place. Of the zero value nothing is written.
type output struct {
	Place
	to    destination
	write func(render func(io.Writer) error) error // nil for nowhere
	file  *os.File                                 // what is held open until the report is written
}

// Open tries all places. The error names the flag and the path of one that
// can't be written, of two that are one file, or of one that is an input of
// the command.
func Open(stdout io.Writer, inputs []string, places ...Place) (*Outputs, error) {
	o := &Outputs{stdout: stdout}
	for _, p := range places {
		out := &output{Place: p}
		if p.Path != "" {
			if err := o.open(out); err != nil {
				o.Close()
				return nil, fmt.Errorf("%s %s can't be written: %w", p.Name, p.Path, reason(err))
			}
			if err := o.alone(out, inputs); err != nil {
				out.close()
				o.Close()
				return nil, err
			}
		}
		o.all = append(o.all, out)
	}
	return o, nil
}

// Try tells why a file can't be written. It leaves nothing behind.
func Try(path string) error {
	var made folders
	defer made.removeEmpty()
	out := &output{}
	if err := out.to.find(path, &made); err != nil {
		return reason(err)
	}
	if out.to.info != nil {
		return reason(out.existing())
	}
	return reason(tryBeside(out.to.path))
}

// reason leaves out of an error what its text says twice.
func reason(err error) error {
	if at := new(os.PathError); errors.As(err, &at) {
		return fmt.Errorf("%s: %w", at.Path, at.Err)
	}
	return err
}

// open finds out what a place is, and tries it.
func (o *Outputs) open(out *output) error {
	if out.Path == "-" {
		out.to.descriptor = stdout
	} else if err := out.to.find(out.Path, &o.made); err != nil {
		return err
	}
	switch to := out.to; {
	case to.descriptor == stdout:
		out.write = func(render func(io.Writer) error) error { return render(o.stdout) }
		return nil
	case to.descriptor > stdin:
		return out.duplicate()
	case to.info == nil:
		out.write = out.replace
		return tryBeside(to.path)
	case to.info.IsDir():
		return errors.New("it is a folder")
	case to.info.Mode().IsRegular():
		return out.existing()
	case to.info.Mode()&os.ModeNamedPipe != 0:
		return out.pipe()
	case to.info.Mode()&os.ModeCharDevice != 0:
		f, err := os.OpenFile(to.path, os.O_WRONLY|syscall.O_NOCTTY, 0)
		return out.stream(f, err)
	}
	return fmt.Errorf("it is neither a file nor a pipe nor a device that takes text (%s)", out.to.info.Mode())
}

// alone refuses a place that another report, or an input, has already. All
// may go to a device such as /dev/null.
func (o *Outputs) alone(out *output, inputs []string) error {
	for _, other := range o.all {
		switch {
		case !out.to.same(other.to):
		case out.to.descriptor == stdout:
			return errors.New("only one report can go to standard output")
		default:
			return fmt.Errorf("%s and %s are one file: %s", other.Name, out.Name, out.Path)
		}
	}
	for _, path := range inputs {
		if info, err := os.Stat(path); err == nil && out.to.info != nil && out.to.info.Mode().IsRegular() &&
			os.SameFile(info, out.to.info) {
			return fmt.Errorf("%s %s would be written over what is read", out.Name, out.Path)
		}
	}
	return nil
}

// OnStdout tells whether a report goes to standard output, so that what is
// for people has to go elsewhere.
func (o *Outputs) OnStdout() bool {
	for _, out := range o.all {
		if out.to.descriptor == stdout {
			return true
		}
	}
	return false
}

// Write writes the reports, each by the function at the place's index, all at
// once. It returns the paths of those that are in files, also where others
// could not be written; the error is of all of them.
func (o *Outputs) Write(render ...func(io.Writer) error) ([]string, error) {
	errs := make([]error, len(o.all))
	var group errgroup.Group
	for i, out := range o.all {
		if out.write == nil {
			continue
		}
		group.Go(func() error {
			errs[i] = out.write(render[i])
			return nil
		})
	}
	_ = group.Wait()
	var paths []string
	for i, out := range o.all {
		switch {
		case out.write == nil:
		case errs[i] != nil:
			errs[i] = fmt.Errorf("%s %s was not written: %w", out.Name, out.Path, errs[i])
		case out.to.descriptor != stdout:
			paths = append(paths, out.Path)
		}
	}
	return paths, errors.Join(errs...)
}

// Close ends what is held open, and takes away folders that were made for
// reports that never came.
func (o *Outputs) Close() {
	for _, out := range o.all {
		out.close()
	}
	o.made.removeEmpty()
}

func (out *output) close() {
	if out.file != nil {
		out.file.Close()
	}
}

// stream makes an output of an open file that is written from where it is.
func (out *output) stream(f *os.File, err error) error {
	if err != nil {
		return err
	}
	out.file = f
	out.write = func(render func(io.Writer) error) error { return errors.Join(render(f), f.Close()) }
	return nil
}

// patience is how long a pipe that no one reads is waited for when its report
// is ready.
const patience = time.Minute

// pipe opens a pipe that has a name. Where no one reads it yet, that is done
// when there is something to read.
func (out *output) pipe() error {
	open := func() (*os.File, error) { return os.OpenFile(out.to.path, os.O_WRONLY|syscall.O_NONBLOCK, 0) }
	f, err := open()
	if !errors.Is(err, syscall.ENXIO) {
		return out.stream(f, err)
	}
	out.write = func(render func(io.Writer) error) error {
		for end := time.Now().Add(patience); errors.Is(err, syscall.ENXIO) &&
			time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			f, err = open()
		}
		if errors.Is(err, syscall.ENXIO) {
			return errors.New("no one reads from this pipe")
		}
		if err := out.stream(f, err); err != nil {
			return err
		}
		return out.write(render)
	}
	return nil
}
