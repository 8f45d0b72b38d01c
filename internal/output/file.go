package output

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/google/renameio/v2"
	"golang.org/x/sys/unix"
)

// beside begins a file that is going to take the place of another, in its
// folder. It has the permissions of the other, or those of any new file.
func beside(path string) (*renameio.PendingFile, error) {
	return renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithPermissions(0o666),
		renameio.WithExistingPermissions())
}

func tryBeside(path string) error {
	f, err := beside(path)
	if err != nil {
		return err
	}
	return f.Cleanup()
}

// replace writes a file whole or not at all.
func (out *output) replace(render func(io.Writer) error) error {
	f, err := beside(out.to.path)
	if err != nil {
		return err
	}
	defer f.Cleanup()
	if err := render(f); err != nil {
		return err
	}
	return f.CloseAtomicallyReplace()
}

// existing tries a file that is there. Where another in its place would not
// be the same to its user, it keeps its place and gets a new content: where
// it has several names, belongs to someone else, has bits beside the
// permissions, or is one that can't be renamed over.
func (out *output) existing() error {
	f, err := os.OpenFile(out.to.path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	about, known := out.to.info.Sys().(*syscall.Stat_t)
	own := known && about.Nlink == 1 && int(about.Uid) == os.Geteuid() && int(about.Gid) == os.Getegid()
	if own && out.to.info.Mode().Perm() == out.to.info.Mode() && tryBeside(out.to.path) == nil {
		out.write = func(render func(io.Writer) error) error {
			err := out.replace(render)
			if errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.EXDEV) {
				// mounted by itself, as containers do with files
				return out.overwrite(render)
			}
			return err
		}
		return nil
	}
	out.write = out.overwrite
	return nil
}

// overwrite gives a file a new content, once all of it is known.
func (out *output) overwrite(render func(io.Writer) error) error {
	whole, err := os.CreateTemp("", "montcheck-report-*")
	if err != nil {
		return err
	}
	defer os.Remove(whole.Name())
	defer whole.Close()
	if err := render(whole); err != nil {
		return err
	}
	if _, err := whole.Seek(0, io.SeekStart); err != nil {
		return err
	}
	f, err := os.OpenFile(out.to.path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, whole)
	return errors.Join(err, f.Close())
}

// duplicate makes an output of a descriptor that this process was given.
func (out *output) duplicate() error {
	how, err := unix.FcntlInt(uintptr(out.to.descriptor), unix.F_GETFL, 0)
	if err != nil {
		return err
	}
	if how&unix.O_ACCMODE == unix.O_RDONLY {
		return errors.New("it is open for reading only")
	}
	n, err := unix.FcntlInt(uintptr(out.to.descriptor), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return err
	}
	return out.stream(os.NewFile(uintptr(n), out.Path), nil)
}
