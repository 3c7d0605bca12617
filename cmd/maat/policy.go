package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"maat/guards"
	"maat/pipeline/config"
	"maat/pipeline/policy"
)

// keyring finds the key of `hmac: NAME`.
type keyring = func(name string) (key []byte, ok bool)

// anyKey has a key of every name: for reading a policy where nothing leaves.
func anyKey(string) ([]byte, bool) { return make([]byte, 32), true }

// compiler makes programs of policies, with the guards of this build.
type compiler func(file string, text []byte) (*policy.Program, error)

func compileWith(keys keyring) compiler {
	return func(file string, text []byte) (*policy.Program, error) {
		return policy.Compile(file, text, policy.Options{Table: guards.Table(), Key: keys})
	}
}

// compileFor is compileWith for a process, which never reads what it writes.
func compileFor(c *config.Config, keys keyring) compiler {
	return func(file string, text []byte) (*policy.Program, error) {
		program, err := compileWith(keys)(file, text)
		if err != nil {
			return nil, err
		}
		for _, d := range program.Destinations {
			if use := c.Topics.Use(d.Topic); use != "" {
				return nil, fmt.Errorf("%s: destination %s writes to topic %s, which is topics.%s of the process", file, d.Name, d.Topic, use)
			}
		}
		return program, nil
	}
}

// read compiles a file. An *unreadableError is that it cannot be read, any other
// error that it is no policy.
func (compile compiler) read(file string) (*policy.Program, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, &unreadableError{file, err}
	}
	return compile(file, text)
}

// unreadableError is a file that cannot be read.
type unreadableError struct {
	file string
	err  error
}

func (e *unreadableError) Error() string {
	var at *fs.PathError
	if errors.As(e.err, &at) {
		return e.file + ": cannot be read: " + at.Err.Error()
	}
	return e.file + ": cannot be read: " + e.err.Error()
}

func (e *unreadableError) Unwrap() error { return e.err }
