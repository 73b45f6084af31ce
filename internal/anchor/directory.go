package anchor

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// A directory has a file a month, to which lines are only added.
const filePattern = "anchors-[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"

// files are the files of a directory, the oldest first.
func files(dir string) ([]string, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("look for anchors: %w", err)
	}
	found, err := filepath.Glob(filepath.Join(dir, filePattern))
	if err != nil {
		return nil, fmt.Errorf("look for anchors: %w", err)
	}
	slices.Sort(found)
	return found, nil
}

// line is an anchor with where it stands.
type line struct {
	Signed
	file string
	no   int
	// err says that the line can't be read.
	err error
}

func lines(names []string) (all []line, err error) {
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read anchors: %w", err)
		}
		if len(text) == 0 {
			continue
		}
		for i, l := range bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) {
			at := line{file: filepath.Base(name), no: i + 1}
			at.err = json.Unmarshal(l, &at.Signed)
			all = append(all, at)
		}
	}
	return all, nil
}

// appendTo adds an anchor to a directory, or gives the newest one again if it is
// for the same scheduled time. One process does so at a time.
func appendTo(dir string, key ed25519.PrivateKey, a Anchor) (Signed, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return Signed{}, fmt.Errorf("make the anchors' directory: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, ".lock"), os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return Signed{}, fmt.Errorf("lock the anchors' directory: %w", err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return Signed{}, fmt.Errorf("lock the anchors' directory: %w", err)
	}
	names, err := files(dir)
	if err != nil {
		return Signed{}, err
	}
	before, err := lines(names[max(0, len(names)-1):])
	if err != nil {
		return Signed{}, err
	}
	if len(before) > 0 {
		last := before[len(before)-1]
		var newest Anchor
		if last.err == nil && !a.Scheduled.IsZero() && last.read(&newest) == nil && newest.Scheduled.Equal(a.Scheduled) {
			return last.Signed, nil
		}
		a.Previous = last.digest()
	}
	signed, err := sign(key, a)
	if err != nil {
		return Signed{}, err
	}
	return signed, write(filepath.Join(dir, "anchors-"+a.At.Format("2006-01")+".jsonl"), signed)
}

// write adds a line to a file, wholly or not at all.
func write(name string, signed Signed) error {
	text, err := json.Marshal(signed)
	if err != nil {
		return fmt.Errorf("write an anchor: %w", err)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o640)
	if err != nil {
		return fmt.Errorf("write an anchor: %w", err)
	}
	defer f.Close()
	end, err := f.Seek(0, 2)
	if err != nil {
		return fmt.Errorf("write an anchor: %w", err)
	}
	if _, err = f.Write(append(text, '\n')); err == nil {
		err = f.Sync()
	}
	if err != nil {
		_ = f.Truncate(end) // the failure is reported; half a line would be one more
		return fmt.Errorf("write an anchor: %w", err)
	}
	return nil
}

// Proof is what the anchors of a directory prove.
type Proof struct {
	// Hashes are the hashes that records had, in hexadecimal, by stream and number.
	Hashes map[string]map[int64]string
	Count  int
	Newest time.Time
	// Problems are what is wrong with the anchors themselves.
	Problems []string
}

// Read reads a directory's anchors. Those that the key hasn't signed prove nothing.
func Read(dir string, key ed25519.PublicKey) (Proof, error) {
	p := Proof{Hashes: map[string]map[int64]string{}}
	names, err := files(dir)
	if err != nil {
		return p, err
	}
	all, err := lines(names)
	if err != nil {
		return p, err
	}
	previous := ""
	for _, l := range all {
		problem := func(what string) { p.Problems = append(p.Problems, fmt.Sprintf("%s, line %d: %s", l.file, l.no, what)) }
		a, err := l.open(key)
		switch {
		case l.err != nil:
			problem("this is no anchor")
		case err != nil:
			problem(err.Error())
		default:
			if a.Previous != previous {
				problem("anchors before it are missing")
			}
			p.add(a)
		}
		previous = l.digest()
	}
	return p, nil
}

func (p *Proof) add(a Anchor) {
	p.Count++
	if a.At.After(p.Newest) {
		p.Newest = a.At
	}
	for _, h := range a.Heads {
		of := p.Hashes[h.Stream]
		if of == nil {
			of = map[int64]string{}
			p.Hashes[h.Stream] = of
		}
		if was, ok := of[h.Seq]; ok && was != h.Hash {
			p.Problems = append(p.Problems, fmt.Sprintf("record %d of %s was anchored with two hashes", h.Seq, h.Stream))
		}
		of[h.Seq] = h.Hash
	}
}
