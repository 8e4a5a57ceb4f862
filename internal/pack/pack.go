// Package pack writes a value as bytes and reads it back to the same bits. It
// keeps the exported fields of structs, in their order; fields that are not
// exported are left out. Slices of float64 that are the same memory are written
// once and are the same memory again.
//
// The bytes begin with a fingerprint of the type: only the same type reads them.
// Whole numbers, booleans and single floats take 8 bytes each, and the numbers of
// a slice their own size, little endian. Neither side holds more than a piece of
// a slice beside the value itself, and reading takes no more memory than there
// are bytes to read.
//
// A type may have an old form, which is read but no longer written: a field with the
// tag pack:"new" was not in it and keeps the value that it has; a field with the tag
// pack:"old" was only in it.
package pack

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"reflect"
	"strconv"
)

// ErrOther is the error of Read where a value of another type was written.
var ErrOther = errors.New("written from another type of value")

const piece = 1 << 13 // elements of a slice at a time

var order = binary.LittleEndian

// fingerprint tells types apart that are written in different ways.
func fingerprint(t reflect.Type, old bool) uint64 {
	h := sha256.Sum256([]byte(describe(t, old)))
	return order.Uint64(h[:])
}

func describe(t reflect.Type, old bool) string {
	text := t.Kind().String()
	switch t.Kind() {
	case reflect.Struct:
		for _, f := range fields(t, old) {
			text += " " + f.Name + " " + describe(f.Type, old)
		}
		text += " end"
	case reflect.Array:
		text += strconv.Itoa(t.Len()) + " " + describe(t.Elem(), old)
	case reflect.Slice, reflect.Pointer, reflect.Map:
		text += " " + describe(t.Elem(), old)
	}
	return text
}

// without is the tag of the fields that a form does not have.
var without = map[bool]string{false: "old", true: "new"}

// fields are the exported fields of a struct, in one of its forms.
func fields(t reflect.Type, old bool) (all []reflect.StructField) {
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("pack") != without[old] {
			all = append(all, f)
		}
	}
	return all
}
