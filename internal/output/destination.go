package output

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
)

// The standard descriptors. None is that of standard input, to which nothing
// can be written.
const (
	stdin  = 0
	stdout = 1
)

// destination is what a path leads to when all links are followed.
type destination struct {
	descriptor int         // open in this process; 0 for none
	path       string      // without links
	info       fs.FileInfo // nil for a file that is not there yet
}

// mostLinks is how many links are followed; systems allow fewer.
const mostLinks = 40

// find follows the links of a path. The folders that it is in are made.
func (d *destination) find(path string, made *folders) error {
	if strings.HasSuffix(path, string(filepath.Separator)) {
		return errors.New("it names a folder")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	for range mostLinks {
		if err := made.make(filepath.Dir(path)); err != nil {
			return err
		}
		dir, err := filepath.EvalSymlinks(filepath.Dir(path))
		if err != nil {
			return err
		}
		path = filepath.Join(dir, filepath.Base(path))
		if d.descriptor = descriptor(path); d.descriptor > 0 {
			_, err := os.Stat(path)
			return err
		}
		link, err := os.Readlink(path)
		if err != nil { // no link
			d.path = path
			if d.info, err = os.Stat(path); errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(dir, link)
		}
		path = link
	}
	return errors.New("its links lead nowhere")
}

var inProc = regexp.MustCompile(`^/proc/([0-9]+)(/task/[0-9]+)?/fd/([0-9]+)$`)

// descriptor is the number of an open descriptor of this process that a path
// stands for, such as /dev/fd/3; 0 for none.
func descriptor(path string) int {
	number, found := strings.CutPrefix(path, "/dev/fd/")
	if parts := inProc.FindStringSubmatch(path); parts != nil && parts[1] == strconv.Itoa(os.Getpid()) {
		number, found = parts[3], true
	}
	if !found {
		return 0
	}
	n, _ := strconv.Atoi(number)
	return n
}

// same tells whether two reports would be written over one another.
func (d destination) same(other destination) bool {
	switch {
	case d.descriptor > 0 || other.descriptor > 0:
		return d.descriptor == other.descriptor
	case d.info == nil || other.info == nil:
		return d.path != "" && d.path == other.path
	case d.info.Mode()&os.ModeCharDevice != 0:
		return false
	}
	return os.SameFile(d.info, other.info)
}

// folders are those that were made, outermost first.
type folders []string

func (made *folders) make(dir string) error {
	switch info, err := os.Stat(dir); {
	case err == nil && !info.IsDir():
		return &fs.PathError{Op: "open", Path: dir, Err: syscall.ENOTDIR}
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOTDIR): // further out
		return cmp.Or(made.make(filepath.Dir(dir)), err)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := made.make(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	*made = append(*made, dir)
	return nil
}

// removeEmpty takes away what was made and is still empty.
func (made *folders) removeEmpty() {
	for i := len(*made) - 1; i >= 0; i-- {
		_ = os.Remove((*made)[i]) // refused where there is something in it
	}
}
