package presets

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	ours "spiketop/internal/toml"
)

// spelt is a value of a TOML library as an assignment has it; false: no
// assignment has such a value.
func spelt(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), true
	}
	return "", false
}

// flat are the assignments of a table, one a line, by key.
func flat(prefix string, v any) (lines []string, ok bool) {
	table, isTable := v.(map[string]any)
	if !isTable {
		return nil, false
	}
	for k, v := range table {
		if _, isTable := v.(map[string]any); isTable {
			more, ok := flat(prefix+k+".", v)
			if !ok {
				return nil, false
			}
			lines = append(lines, more...)
		} else if text, ok := spelt(v); ok {
			lines = append(lines, fmt.Sprintf("%q = %q", prefix+k, text))
		} else {
			return nil, false
		}
	}
	slices.Sort(lines)
	return lines, true
}

// oracle reads a file by the library; ok: it has the form of a preset.
func oracle(file string) (content string, ok bool, err error) {
	var raw map[string]any
	if _, err := toml.Decode(file, &raw); err != nil {
		return "", false, err
	}
	set, at := []string{}, []string{}
	for k, v := range raw {
		text, isText := v.(string)
		sub, _ := v.(map[string]any)
		ok = false
		switch k {
		case "title", "about":
			ok = isText
			if k == "about" {
				text = strings.TrimSpace(text)
			}
			set = append(set, fmt.Sprintf("%s: %q", k, text))
		case "set":
			var lines []string
			lines, ok = flat("", v)
			set = append(set, lines...)
		case "at":
			events, isList := v.([]map[string]any)
			if list, inline := v.([]any); inline {
				isList = true
				for _, e := range list {
					m, isMap := e.(map[string]any)
					events, isList = append(events, m), isList && isMap
				}
			}
			ok = isList
			for _, e := range events {
				line, good := event(e)
				at, ok = append(at, line), ok && good
			}
		case "run", "view":
			_, ok = v.(map[string]any)
			for k, v := range sub {
				text, _ := spelt(v)
				good := false
				switch _, isText := v.(string); k {
				case "preset", "version", "kernel", "focus", "layout":
					good = isText
				case "large", "small", "folded":
					var words []any
					words, good = v.([]any)
					for _, w := range words {
						_, isText := w.(string)
						good = good && isText
					}
					text = fmt.Sprint(words)
				case "stop":
					_, good = v.(bool)
				case "end_step":
					n, isInt := v.(int64)
					good = isInt && n >= 0
				case "speed":
					x, _ := strconv.ParseFloat(text, 64)
					good = !isText && x >= 0 && v != true && v != false
				}
				ok = ok && good
				set = append(set, fmt.Sprintf("%s: %q", k, text))
			}
		}
		if !ok {
			return "", false, nil
		}
	}
	slices.Sort(set)
	return strings.Join(append(set, at...), "\n"), true, nil
}

func event(e map[string]any) (line string, ok bool) {
	ok = (e["step"] == nil) != (e["ms"] == nil)
	for k, v := range e {
		switch k {
		case "set":
			lines, good := flat("", v)
			line, ok = line+strings.Join(lines, "\n"), ok && good
		case "step":
			n, isInt := v.(int64)
			line, ok = fmt.Sprint("step ", n, "\n")+line, ok && isInt && n >= 0
		case "ms":
			text, good := spelt(v)
			x, err := strconv.ParseFloat(text, 64)
			_, isText := v.(string)
			line, ok = fmt.Sprint("ms ", x, "\n")+line, ok && good && !isText && err == nil && x >= 0 && x < 1e12
		default:
			ok = false
		}
	}
	return line, ok
}

// content is what oracle returns, of a File.
func content(f *File, given map[string]bool) string {
	lines := func(set []Assignment) (out []string) {
		for _, a := range set {
			out = append(out, fmt.Sprintf("%q = %q", a.Key, a.Text))
		}
		slices.Sort(out)
		return out
	}
	set := lines(f.Set)
	for name, text := range map[string]string{"title": f.Title, "about": f.About, "run.preset": f.Run.Preset, "run.version": f.Run.Version,
		"run.kernel": f.Run.Kernel, "run.end_step": strconv.FormatInt(f.Run.EndStep, 10),
		"view.speed": strconv.FormatFloat(f.View.Speed, 'g', -1, 64), "view.focus": f.View.Focus, "view.layout": f.View.Layout,
		"view.large": fmt.Sprint(f.View.Large), "view.small": fmt.Sprint(f.View.Small), "view.folded": fmt.Sprint(f.View.Folded),
		"view.stop": strconv.FormatBool(f.View.Stop != nil && *f.View.Stop)} {
		if given[name] {
			set = append(set, fmt.Sprintf("%s: %q", name[strings.IndexByte(name, '.')+1:], text))
		}
	}
	slices.Sort(set)
	for _, e := range f.At {
		at := fmt.Sprint("step ", e.Step, "\n")
		if e.Step < 0 {
			at = fmt.Sprint("ms ", e.MS, "\n")
		}
		set = append(set, at+strings.Join(lines(e.Set), "\n"))
	}
	return strings.Join(set, "\n")
}

// againstLibrary holds Parse to the library: where one reads the file, so does
// the other, and they read the same.
func againstLibrary(t *testing.T, file string) {
	t.Helper()
	given := map[string]bool{}
	_ = ours.Read(file, func(e ours.Entry) error { given[strings.Join(e.Path, ".")] = true; return nil })
	f, err := Parse("f.toml", file)
	if err != nil && (strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "f.toml:")) {
		t.Errorf("%q: not one line that names the file: %v", file, err)
	}
	want, ok, failed := oracle(file)
	switch {
	case err == nil && failed != nil:
		for _, may := range []string{"already", "cannot", "defined", "duplicate"} { // a table in several parts: here only a key twice is refused
			if strings.Contains(failed.Error(), may) {
				return
			}
		}
		t.Errorf("%q is read; the library: %v", file, failed)
	case err == nil && !ok:
		t.Errorf("%q is read, and is no preset", file)
	case err == nil && newlines(content(f, given)) != newlines(want):
		t.Errorf("%q is read as\n%s\nthe library reads\n%s", file, content(f, given), want)
	case err != nil && ok && !strings.Contains(file, strings.Repeat(`"`, 6)): // which the library takes for a text's end
		for _, may := range []string{"must have at most", "more than", "given twice", "neither a title", "was cut", "no UTF-8", "must be a table of parameters"} {
			if strings.Contains(err.Error(), may) {
				return
			}
		}
		t.Errorf("%q: %v; the library reads\n%s", file, err, want)
	}
}

// newlines makes quoted texts the same that differ in the ends of lines: in a text
// over several lines the library leaves them as they are in the file.
func newlines(quoted string) string { return strings.ReplaceAll(quoted, `\r\n`, `\n`) }

// tricky are texts at the corners of TOML.
var tricky = []string{
	"", "\n", "#\n", "title = \"t\"", "title = \"t\"\r\n[set]\r\na = 1\r\n", "\ufefftitle = 't'\n", "title = 't'\r", "title = 't' # c\n\n\t\n# d",
	"\n\"\"=1\n", "[set]\n\"\" = 1\n", "[set]\n'' = 1\n", "[\"\"]\n", "[]\n", "[[]]\n", "[set", "[set]]", "[[at]", "[set] a = 1", "= 1", "a", "a =", "a = # c", "title = \"a\nb\"",
	`title = "\b\t\n\f\r\"\\\u00e9\U0001F600"`, `title = "\e\x41"`, `title = "\q"`, `title = "\u12"`, `title = "\uD800"`, `title = "\U00110000"`, `title = "\`, `title = "\"`,
	"title = 'a\\b'", "title = 'a\x01'", "title = \"a\x7f\"", "title = \"\xff\"", "title = \"\u202e\"", "title = \"a\tb\"",
	"title = \"\"\"\na\\\n   \n\t b\"\"\"", "title = \"\"\"a\"\"b\"\"\"", "title = \"\"\"a\"\"\"\"", "title = \"\"\"a\"\"\"\"\"", "title = \"\"\"a\"\"\"\"\"\"", "title = \"\"\"\r\na\r\nb\"\"\"",
	"title = '''\na\\\n'b''c'''", "title = '''a''''", "title = '''a'''''", "title = \"\"\"a\\\"\"\"\"", "title = \"\"\"a \\ \"\"\"", "title = \"\"\"", "title = \"\"", "title = ''", "title = \"\"\"\"\"\"", "title=\"\\\nb\"",
	"[set]\na = +1\nb = -0\nc = 1_000\nd = 0x1F\ne = 0o17\nf = 0b11\n", "[set]\na = 01\n", "[set]\na = 1__0\n", "[set]\na = _1\n", "[set]\na = 1_\n", "[set]\na = 0x\n", "[set]\na = -0x1\n", "[set]\na = 0X1\n",
	"[set]\na = 1.5\nb = -1e3\nc = 1E+2\nd = 6.02_1e2_3\ne = inf\nf = -inf\ng = +nan\n", "[set]\na = 1.\n", "[set]\na = .5\n", "[set]\na = 1e\n", "[set]\na = 1.e3\n", "[set]\na = 01.5\n", "[set]\na = 1_.5\n",
	"[set]\na = 9223372036854775807\n", "[set]\na = 9223372036854775808\n", "[set]\na = -9223372036854775808\n", "[set]\na = 1e999\n", "[set]\na = 1e-999\n", "[set]\na = nana\n", "[set]\na = truee\n", "[set]\na = True\n", "[set]\na = word\n",
	"[set]\na = 1979-05-27\n", "[set]\na = 1979-05-27T07:32:00Z\n", "[set]\na = 1979-05-27 07:32:00\n", "[set]\na = 07:32:00\n", "[set]\na = [1, 2]\n", "[set]\na = [\n", "[set]\na = []\n",
	"set = {}", "set = {a = 1}", "set = {a = 1, b.c = 2, 'd e' = {f = 3}}", "set = {a = 1,}", "set = {\na = 1\n,\nb = 2 # c\n}", "set = {a = 1 b = 2}", "set = {,}", "set = {a = 1", "set = {a = 1}}", "set = {a}", "set = 1", "set = 'x'", "set = [1]",
	"[set]\na.b = 1\n[set.a]\nc = 2\n", "[set]\n[set]\na = 1", "[set.net]\ng = 1\n[set]\nseed = 2\n", "[set]\n\"net.g\" = 1\nnet.g = 2\n", "[set]\nnet = 1\nnet.g = 2\n", "[ set ]\n a . 'b' . \"c\" = 1\n", "set.a = 1\nset.b = 2\n", "[set]\na = 1\na = 2", "title = '1'\ntitle = '2'",
	"[[at]]\nms = 1\nset = {a = 1}\n[[at]]\nstep = 2\nset.b = 1\n", "[[at]]\nms = 1.5\n[at.set]\na = 1\n", "[[at]]\n[set]\na=1", "[at]\nms = 1\nset = {a = 1}", "at.ms = 1\nat.set.a = 1", "at = [{ms = 1, set = {a = 1}}, {step = 2, set = {}}]\ntitle = 't'", "at = []\ntitle = 't'", "at = [1]\ntitle = 't'", "at = [{ms = 1},]\ntitle = 't'", "at = [ # c\n{ms = 1}\n, {ms = 2}\n]\ntitle = 't'", "at = 1\ntitle = 't'", "at = {}\ntitle = 't'",
	"[[at]]\nms = 1\nms = 2\ntitle = 1", "[[at]]\nms = 'x'\n[set]\na = 1", "[[at]]\nms = 1e12\n[set]\na = 1", "[[at]]\nms = nan\n[set]\na = 1", "[[at]]\nstep = 1.0\n[set]\na = 1", "[[at]]\nms = 1\nx = 1\n[set]\na = 1", "[[at.set]]\na = 1", "[[at]]\nms = 1\n[[at.set]]\na = 1", "at = [{ms = 1}]\n[[at]]\nms = 2\n[set]\na = 1", "[[set]]\na = 1\n", "[[title]]\n", "[title]\n", "[title]\na = 1",
	"[run]\npreset = 'p'\nend_step = 7\nversion = '0.2.0'\nkernel = 'k'\n[set]\na = 1\n", "[run]\nend_step = 7.0\n[set]\na = 1", "[run]\nend_step = -1\n[set]\na = 1", "[run]\nversion = '0.3.0'\n[set]\na = 1", "[run]\nx = 1\n[set]\na = 1", "[run.x]\n[set]\na = 1", "run = 1\ntitle = 't'", "run = {}\ntitle = 't'", "run.end_step = 1\ntitle = 't'",
	"[view]\nspeed = 2\nfocus = 'f'\nlayout = 'l'\n[set]\na = 1", "[view]\nspeed = nan\n[set]\na = 1", "[view]\nspeed = true\n[set]\na = 1", "[view]\nlarge = ['a', \"b\"]\nsmall = []\nfolded = [\n'c', # d\n]\nstop = true\n[set]\na = 1", "[view]\nlarge = ['a' 'b']\n[set]\na = 1", "[view]\nlarge = ['a', 1]\n[set]\na = 1", "[view]\nlarge = [['a']]\n[set]\na = 1", "[view]\nlarge = [,]\n[set]\na = 1", "[view]\nlarge = ['a'\n[set]\na = 1", "[view]\nstop = 'x'\n[set]\na = 1", "[view]\nlarge = ['a\\t', \"\"\"b\"\"\"]\n[set]\na = 1", "view = {large = ['a'], stop = false}\n[set]\na = 1", "[view]\nlarge = ['a']\nlarge = ['b']\n[set]\na = 1", "[[view.large]]\n[set]\na = 1", "[view]\nlarge = [", "[set]\na = ['x']\n", "[set]\na = []\n", "title = ['x']",
	"[view]\nfocus = 1\n[set]\na = 1", "[[view]]\n", "[[run]]\n", "Title = 't'", "[Set]\na = 1", "é = 1", "\"é\" = 1\n", "a\x00 = 1", "title = 't'\x00", "title = 't' x", "title 't'", "title = 't' 'u'", "title =\n't'", "[set]\na = 1 b = 2",
}

func TestAgainstLibrary(t *testing.T) {
	for _, file := range tricky {
		againstLibrary(t, file)
	}
	for _, name := range Names() {
		file, err := Text(name)
		if err != nil {
			t.Fatal(err)
		}
		for k := range len(file) + 1 {
			againstLibrary(t, file[:k])
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, file := range tricky {
		f.Add(file)
	}
	for _, name := range Names() {
		file, _ := Text(name)
		f.Add(file)
	}
	f.Add(Seal("0.3.0", "title = 't'\n[run]\nend_step = 10\n[set]\n\"net.n\" = 20\n"))
	f.Fuzz(againstLibrary)
}
