package serve

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	gossh "golang.org/x/crypto/ssh"

	"spiketop/internal/disk"
)

// mostKeys bounds the file of a key, or of keys, in bytes.
const mostKeys = 1 << 20

// ReadKeys reads the keys of guests: a file in the form of authorized_keys, a key a
// line. Options before a key are refused: what they forbid would be allowed here.
func ReadKeys(name string) ([]gossh.PublicKey, error) {
	text, err := disk.ReadRegular(name, mostKeys)
	if err != nil {
		return nil, err
	}
	var keys []gossh.PublicKey
	for k, line := range bytes.Split(text, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		key, _, options, rest, err := gossh.ParseAuthorizedKey(line)
		switch {
		case err != nil || len(rest) > 0:
			return nil, fmt.Errorf("%s:%d: not a public key; must be a line of authorized_keys, such as 'ssh-ed25519 AAAA… NAME'", name, k+1)
		case len(options) > 0:
			return nil, fmt.Errorf("%s:%d: options before a key are not known here; must begin with the kind of the key", name, k+1)
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s: there is no key in it; must be a file in the form of authorized_keys", name)
	}
	return keys, nil
}

// HostKey reads the key by which guests know this machine, an ed25519 key that nobody
// else may read. Where there is none it is made, once.
func HostKey(name string) (gossh.Signer, error) {
	for {
		key, err := readHostKey(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return key, err
		}
		if err := makeHostKey(name); err != nil && !errors.Is(err, fs.ErrExist) { // else another was faster
			return nil, disk.Named(name, err)
		}
	}
}

func readHostKey(name string) (gossh.Signer, error) {
	st, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if mode := st.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("%s: others may read or change it (mode %03o); must be 600: chmod 600 it, or delete it and guests learn a new one", name, mode)
	}
	text, err := disk.ReadRegular(name, mostKeys)
	if err != nil {
		return nil, err
	}
	key, err := gossh.ParsePrivateKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: not a private key; must be one of ssh-keygen without a passphrase: delete it and guests learn a new one", name)
	}
	return key, nil
}

// makeHostKey writes a new key beside its place and moves it there, unless one came meanwhile.
func makeHostKey(name string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(private, "spiketop")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".host_key-*") // mode 600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(pem.EncodeToMemory(block))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), name)
}
