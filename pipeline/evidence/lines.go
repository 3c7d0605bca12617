package evidence

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
)

// lineMax bounds a line: the largest that is written is a control entry, all of
// whose bytes are escaped.
const lineMax = 16 << 20

// lines reads a file of an export.
type lines struct {
	file    fs.File
	scanner *bufio.Scanner
	name    string
	n       int
	last    int64 // offset
	read    func(bytes int)
	at      Where // of the line that next answered
}

// open begins a file; where it does not exist it is empty.
func (v *verifier) open(name string, at Where) (*lines, error) {
	f, err := v.files.Open(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	l := &lines{file: f, name: name, last: -1, read: v.Read, at: at}
	if l.at.Line = name; f != nil {
		l.scanner = bufio.NewScanner(f)
		l.scanner.Buffer(nil, lineMax)
	}
	return l, nil
}

// next is the next line; more is false after the last. What is wrong with it is
// answered in words.
func (l *lines) next() (read line, what string, more bool, err error) {
	if l.scanner == nil || !l.scanner.Scan() {
		if l.scanner != nil {
			err = l.scanner.Err()
		}
		if errors.Is(err, bufio.ErrTooLong) {
			return read, "the line is longer than any that is written", true, nil
		}
		return read, "", false, err
	}
	l.n++
	l.at.Line = fmt.Sprintf("%s:%d", l.name, l.n)
	text := l.scanner.Bytes()
	if l.read != nil {
		l.read(len(text) + 1)
	}
	read, ok := parse(text)
	if !ok {
		return read, "the line is not in its one written form: it was changed", true, nil
	}
	l.at.Offset = read.offset
	if read.offset <= l.last {
		return read, "its offset is not above that of the line before: lines were moved or repeated", true, nil
	}
	l.last = read.offset
	return read, "", true, nil
}

func (l *lines) close() {
	if l.file != nil {
		_ = l.file.Close() // it was read
	}
}
