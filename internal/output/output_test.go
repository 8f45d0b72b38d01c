package output

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

const report = "a report\n"

func good(w io.Writer) error {
	_, err := io.WriteString(w, report)
	return err
}

var errBroken = errors.New("broken")

func broken(w io.Writer) error { return errors.Join(good(w), errBroken) }

// in makes a folder the working directory, with an ordinary file in it.
func in(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	put(t, "file", "old", 0o640)
}

func put(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := errors.Join(os.WriteFile(path, []byte(text), mode), os.Chmod(path, mode)); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// write writes one report to a path.
func write(t *testing.T, path string, render func(io.Writer) error) error {
	t.Helper()
	o, err := Open(io.Discard, nil, Place{"--json", path})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	_, err = o.Write(render)
	return err
}

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

// What can't be written is told before there is anything to write, and leaves
// nothing behind.
func TestRefused(t *testing.T) {
	in(t)
	for _, err := range []error{
		os.Mkdir("folder", 0o700), os.Symlink("b", "a"), os.Symlink("a", "b"), os.Symlink("file", "link"),
		os.Link("file", "name"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ first, second, says string }{
		{"file/x.json", "", "file: not a directory"},
		{"file/x/y.json", "", "not a directory"},
		{"folder", "", "it is a folder"},
		{"new/", "", "it names a folder"},
		{"a", "", ""},
		{"/proc/self/nothing", "", ""},
		{"x.json", "./x.json", "are one file"},
		{"file", "link", "are one file"},
		{"file", "name", "are one file"},
		{"made/x", "made/../made/x", "are one file"},
		{"-", "-", "only one report can go to standard output"},
		{"-", "/dev/fd/1", "only one report can go to standard output"},
		{"input", "", "written over what is read"},
	} {
		put(t, "input", "in", 0o600)
		_, err := Open(io.Discard, []string{"input", "not-there"}, Place{"--json", c.first}, Place{"--html", c.second})
		if err == nil || !strings.Contains(err.Error(), c.says) ||
			c.says != "only one report can go to standard output" &&
				!strings.Contains(err.Error(), filepath.Base(c.first)) {
			t.Errorf("%s, %s: %v", c.first, c.second, err)
		}
	}
	left, err := os.ReadDir(".")
	if err != nil || len(left) != 7 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// A file that may not be written is not replaced, and one in a folder that
// takes no new files is.
func TestPermissions(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everything")
	}
	in(t)
	put(t, "locked", "old", 0o400)
	if _, err := Open(io.Discard, nil, Place{"--json", "locked"}); err == nil {
		t.Error("a file that is read only was accepted")
	}
	if err := os.Mkdir("closed", 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, "closed/file", "old", 0o600)
	if err := os.Chmod("closed", 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod("closed", 0o700) })
	if err := write(t, "closed/file", good); err != nil || text(t, "closed/file") != report {
		t.Error(err)
	}
	if _, err := Open(io.Discard, nil, Place{"--json", "closed/new"}); err == nil {
		t.Error("a folder that takes no files was accepted")
	}
}

// A file is written whole or not at all, and stays who it was.
func TestFiles(t *testing.T) {
	in(t)
	put(t, "target", "old", 0o600)
	put(t, "executable", "old", 0o755)
	for _, err := range []error{os.Symlink("target", "link"), os.Symlink("nothing-yet", "dangling"),
		os.Link("file", "name"), os.Symlink(".", "here"), os.Symlink("here/deep", "deeper")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, at := range map[string]string{
		"new": "new", "made/of/it": "made/of/it", "link": "target", "dangling": "nothing-yet", "name": "file",
		"executable": "executable",
		"here/x":     "x", "deeper": "deep",
	} {
		_, err := os.Stat(path)
		there := err == nil
		if err := write(t, path, broken); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", path, err)
		}
		if _, err := os.Stat(path); there && text(t, at) != "old" || !there && err == nil {
			t.Errorf("%s has half a report", path)
		}
		if err := write(t, path, good); err != nil || text(t, at) != report {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, link := range []string{"link", "dangling", "deeper"} {
		if mode(t, link)&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more", link)
		}
	}
	if mode(t, "file") != 0o640 || mode(t, "executable") != 0o755 || mode(t, "target") != 0o600 {
		t.Errorf("modes %s %s %s", mode(t, "file"), mode(t, "executable"), mode(t, "target"))
	}
	hidden, err := filepath.Glob(".*")
	if err != nil || len(hidden) > 0 {
		t.Errorf("left behind: %v %v", hidden, err)
	}
}

// Who reads a pipe gets the report, whether they come before it or after.
func TestPipes(t *testing.T) {
	in(t)
	for _, late := range []bool{false, true} {
		name := "pipe" + strconv.FormatBool(late)
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Fatal(err)
		}
		read := make(chan string, 1)
		reader := func() {
			b, _ := os.ReadFile(name)
			read <- string(b)
		}
		if !late {
			go reader()
		}
		o, err := Open(io.Discard, nil, Place{"--junit", name})
		if err != nil {
			t.Fatal(err)
		}
		if late {
			go reader()
		}
		if _, err := o.Write(good); err != nil {
			t.Error(err)
		}
		if got := <-read; got != report {
			t.Errorf("late %t: %q was read", late, got)
		}
		o.Close()
		if mode(t, name)&fs.ModeNamedPipe == 0 {
			t.Error("the pipe is none any more")
		}
	}
}

// A descriptor is written from where it is; so are links to it, and pipes and
// files that have no name.
func TestDescriptors(t *testing.T) {
	in(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	number := strconv.Itoa(int(w.Fd()))
	if err := os.Symlink("/proc/self/fd/"+number, "link"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/dev/fd/" + number, "link"} {
		if err := write(t, path, good); err != nil {
			t.Error(err)
		}
	}
	if _, err := Open(io.Discard, nil, Place{"--json", "/dev/fd/" + strconv.Itoa(int(r.Fd()))}); err == nil {
		t.Error("a descriptor that is for reading was accepted")
	}
	w.Close()
	if all, err := io.ReadAll(r); string(all) != report+report || err != nil {
		t.Errorf("%q %v", all, err)
	}
	f, err := os.OpenFile("file", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.Seek(0, io.SeekEnd)
	if err := write(t, "/dev/fd/"+strconv.Itoa(int(f.Fd())), good); err != nil || text(t, "file") != "old"+report {
		t.Errorf("%q %v", text(t, "file"), err)
	}
}

func TestDevices(t *testing.T) {
	o, err := Open(io.Discard, nil, Place{"--json", os.DevNull}, Place{"--html", os.DevNull}, Place{"--har", ""})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if paths, err := o.Write(good, good, nil); err != nil || !slices.Equal(paths, []string{os.DevNull, os.DevNull}) {
		t.Error(paths, err)
	}
	if mode(t, os.DevNull)&fs.ModeCharDevice == 0 {
		t.Fatal("the null device is none any more")
	}
	if _, err := os.Stat("/dev/full"); err == nil {
		if err := write(t, "/dev/full", good); !errors.Is(err, syscall.ENOSPC) ||
			!strings.Contains(err.Error(), "--json /dev/full was not written") {
			t.Error(err)
		}
	}
}

// One report that can't be written costs no other.
func TestOthersAreWritten(t *testing.T) {
	in(t)
	var stdout strings.Builder
	o, err := Open(&stdout, nil, Place{"--html", "-"}, Place{"--json", "x"}, Place{"--junit", "deep/y"})
	if err != nil {
		t.Fatal(err)
	}
	paths, err := o.Write(good, broken, good)
	if !errors.Is(err, errBroken) || !slices.Equal(paths, []string{"deep/y"}) || stdout.String() != report ||
		!o.OnStdout() {
		t.Errorf("%v %v %q", paths, err, stdout.String())
	}
}
