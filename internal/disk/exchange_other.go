//go:build !linux

package disk

import "errors"

var exchange = func(a, b string) error { return errors.ErrUnsupported }
