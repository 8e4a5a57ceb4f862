package term

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

// A Stream gives units one at a time, one more after End, and then io.EOF.
func TestStream(t *testing.T) {
	r, w := io.Pipe()
	s := NewStream(r)
	typed := 0
	s.Typed = func() { typed++ }
	go func() { _, _ = w.Write([]byte("a\x1b[A\x1b[Ib")) }()
	p := make([]byte, 4096)
	var got []string
	for len(got) < 3 {
		n, err := s.Read(p)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			got = append(got, string(p[:n]))
		}
	}
	if strings.Join(got, "|") != "a|\x1b[A|b" || typed != 3 {
		t.Errorf("%q, %d typed: the report of a focus is nobody's", got, typed)
	}
	s.End()
	if n, err := s.Read(p); err != nil || string(p[:n]) != lastUnit {
		t.Errorf("%q, %v after the end", p[:n], err)
	}
	if _, err := s.Read(p); !errors.Is(err, io.EOF) {
		t.Errorf("%v after the last unit", err)
	}
	s.Close()
	_ = w.Close()
	<-s.Gone()
}

// Of a flood a person's keys come through, and End is heard.
func TestStreamFlood(t *testing.T) {
	s := NewStream(bytes.NewReader(bytes.Repeat([]byte("x"), 10<<10)))
	p := make([]byte, 4096)
	t0, units := time.Now(), 0
	for open := true; open; {
		select {
		case <-s.Gone():
			s.End()
		default:
		}
		n, err := s.Read(p)
		if open = err == nil && string(p[:n]) != lastUnit; open {
			units += n
		}
	}
	if most := streamBurst + int(time.Since(t0).Seconds()*streamRate) + 1; units > most {
		t.Errorf("%d of 10240 keys in %v: at most %d may come through", units, time.Since(t0), most)
	}
	s.Close()
}
