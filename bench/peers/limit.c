// The inner loops of spiketop as fast as this machine does them: what the
// program is held against. One thread, float64, LIF without noise.
//
//	gcc -O3 -march=native -ffast-math -mprefer-vector-width=512 -o limit limit.c -lm
//	limit step DIR SECONDS WARM   DIR/weights.npy, sparse or dense as it is
//	limit rls N [w]               one P; w: with the weights
//	limit own DIR                 a P for each neuron of that network
//
// It is a limit where there is AVX-512; elsewhere gcc cuts its vectors of eight in
// two, and RLS runs short of registers.
//
// Each prints one JSON object, with the times of one unit of work as bench/loops
// prints them.

#define _GNU_SOURCE
#ifdef __AVX2__
#include <immintrin.h>
#endif
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

typedef double v8 __attribute__((vector_size(64)));

static void die(const char *why) {
	fprintf(stderr, "limit: %s\n", why);
	exit(1);
}

// Large arrays in large pages: a matrix of 32 MB has 8192 small ones.
static void *room(size_t bytes) {
	size_t page = bytes < 1 << 21 ? 4096 : 1 << 21;
	bytes = (bytes + page) / page * page;
	void *p = aligned_alloc(page, bytes);
	if (!p) die("out of memory");
	madvise(p, bytes, MADV_HUGEPAGE);
	return memset(p, 0, bytes);
}

static double now(clockid_t which) {
	struct timespec t;
	clock_gettime(which, &t);
	return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

static double cpu0, wall0;
static void begin(void) { wall0 = now(CLOCK_MONOTONIC), cpu0 = now(CLOCK_PROCESS_CPUTIME_ID); }
static void end(double units) {
	double cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu0, wall = now(CLOCK_MONOTONIC) - wall0;
	printf("{\"cpu_ms\":%.9g,\"wall_ms\":%.9g", cpu / units, wall / units);
}

// weights reads DIR/weights.npy, N×N, row by row (row = postsynaptic).
static double *weights(const char *dir, int *n) {
	char path[4096], head[65536] = {0};
	snprintf(path, sizeof path, "%s/weights.npy", dir);
	FILE *f = fopen(path, "rb");
	unsigned char start[12];
	if (!f || fread(start, 1, 10, f) != 10 || memcmp(start, "\x93NUMPY", 6)) die("no weights.npy");
	size_t len = start[8] | start[9] << 8;
	if (start[6] > 1 && fread(start, 1, 2, f) != 2) die("weights.npy is cut");
	if (fread(head, 1, len, f) != len) die("weights.npy is cut");
	char *shape = strstr(head, "'shape': (");
	int rows = 0, cols = 0;
	if (!strstr(head, "<f8") || !shape || sscanf(shape, "'shape': (%d, %d", &rows, &cols) != 2 || rows != cols)
		die("weights.npy is not a square matrix of float64");
	double *w = room(sizeof(double) * rows * rows);
	if (fread(w, sizeof(double) * rows, rows, f) != (size_t)rows) die("weights.npy is cut");
	fclose(f);
	*n = rows;
	return w;
}

static double *random_vector(int n, int padded) {
	double *x = room(sizeof(double) * padded);
	for (int i = 0; i < n; i++) x[i] = drand48();
	return x;
}

// ---------------------------------------------------------------- the step

enum { REF = 20 };
static const double dt = 0.1, tau_m = 10, tau_s = 20, bias = 0.945, extra = 0.155, start_seconds = 0.5;
static const double far = -1e300; // the membrane of a refractory neuron, and of the padding

static int n, padded;
static double *v, *saved;
// The drive is s·scale: decay is one multiplication a step, not one a neuron.
static double *s, scale = 1;
static int is_dense;
static double *dense;              // column j at dense + j·padded
static int *first;                 // sparse: synapses of column j are first[j] … first[j+1]−1
static uint16_t *post;
static double *val;
// Who fired in each of the last REF + 1 steps. A refractory neuron costs nothing:
// its membrane is put out of reach and brought back when its time has come.
static int *fired[REF + 1], fires[REF + 1];
static uint64_t words[1024]; // who reached threshold, a bit each

static void load(const char *dir) {
	double *w = weights(dir, &n);
	long synapses = 0;
	if (n > 65535) die("too many neurons");
	padded = (n + 7) / 8 * 8;
	for (long k = 0; k < (long)n * n; k++) synapses += w[k] != 0;
	is_dense = synapses > 0.5 * n * n;
	if (is_dense) {
		dense = room(sizeof(double) * n * padded);
		for (int i = 0; i < n; i++)
			for (int j = 0; j < n; j++) dense[(long)j * padded + i] = w[(long)i * n + j];
	} else {
		first = room(sizeof(int) * (n + 1)), post = room(2 * synapses), val = room(8 * synapses);
		int at = 0;
		for (int j = 0; j < n; j++, first[j] = at)
			for (int i = 0; i < n; i++)
				if (w[(long)i * n + j] != 0) post[at] = i, val[at++] = w[(long)i * n + j];
	}
	free(w);
	v = random_vector(n, padded), s = room(8 * padded), saved = room(8 * padded);
	for (int i = n; i < padded; i++) v[i] = far;
	for (int k = 0; k <= REF; k++) fired[k] = room(sizeof(int) * n);
}

// fused is a·b + c: gcc, free to regroup, makes three operations of two of these.
static inline v8 fused(v8 a, v8 b, v8 c) {
#ifdef __AVX512F__
	return (v8)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#else
	return a * b + c;
#endif
}

static inline unsigned reached(v8 a) { // a bit for each neuron at threshold
#ifdef __AVX512F__
	return _mm512_cmp_pd_mask((__m512d)a, _mm512_set1_pd(1), _CMP_GE_OQ);
#elif defined __AVX2__
	const __m256d *half = (const __m256d *)&a, one = _mm256_set1_pd(1);
	unsigned low = _mm256_movemask_pd(_mm256_cmp_pd(half[0], one, _CMP_GE_OQ));
	return low | _mm256_movemask_pd(_mm256_cmp_pd(half[1], one, _CMP_GE_OQ)) << 4;
#else
	unsigned m = 0;
	for (int l = 0; l < 8; l++) m |= (a[l] >= 1) << l;
	return m;
#endif
}

// spike places the crossing in the step by linear interpolation, from where the
// membrane came and got to, and spends the rest of the step after the reset.
static void spike(int i, double mu, double decay) {
	double v1 = v[i], v0 = mu + (v1 - mu) / decay;
	double rest = fmin(1, (v1 - 1) / (v1 - v0));
	saved[i] = fmin(1, mu * (dt / tau_m) * rest);
	v[i] = far;
}

static void spread(const int *who, int count, double x) {
	if (is_dense) {
		int k = 0;
		for (; k + 2 <= count; k += 2) {
			const v8 *a = (v8 *)(dense + (long)who[k] * padded), *b = (v8 *)(dense + (long)who[k + 1] * padded);
			v8 *to = (v8 *)s;
			for (int i = 0; i < padded / 8; i++) to[i] += x * a[i] + x * b[i];
		}
		if (k < count) {
			const v8 *a = (v8 *)(dense + (long)who[k] * padded);
			v8 *to = (v8 *)s;
			for (int i = 0; i < padded / 8; i++) to[i] += x * a[i];
		}
		return;
	}
	for (int k = 0; k < count; k++) {
		int lo = first[who[k]], hi = first[who[k] + 1];
		int m = lo; // gather and scatter are no faster than this
		for (; m + 4 <= hi; m += 4) {
			int a = post[m], b = post[m + 1], c = post[m + 2], d = post[m + 3];
			double sa = s[a] + x * val[m], sb = s[b] + x * val[m + 1];
			double sc = s[c] + x * val[m + 2], sd = s[d] + x * val[m + 3];
			s[a] = sa, s[b] = sb, s[c] = sc, s[d] = sd;
		}
		for (; m < hi; m++) s[post[m]] += x * val[m];
	}
}

static void prefetch(int j) {
	const char *from, *to;
	if (is_dense)
		from = (char *)(dense + (long)j * padded), to = from + 8 * padded;
	else
		from = (char *)(val + first[j]), to = (char *)(val + first[j + 1]);
	for (; from < to; from += 64) __builtin_prefetch(from);
	if (!is_dense)
		for (from = (char *)(post + first[j]), to = (char *)(post + first[j + 1]); from < to; from += 64) __builtin_prefetch(from);
}

static long run(double b, long steps) {
	const double h = dt / tau_m, a = dt / tau_s, decay_v = exp(-h), decay_s = exp(-a);
	const double gain = -expm1(-a) / a, in = -expm1(-h), jump = tau_m / tau_s;
	static long t;
	long spikes = 0;
	const int vectors = padded / 8;
	for (long until = t + steps; t < until; t++) {
		// Those that fired REF + 1 steps ago go on, and their list is free again.
		int slot = t % (REF + 1), *list = fired[slot], count = fires[slot];
		for (int k = 0; k < count; k++) v[list[k]] = saved[list[k]];
		count = 0;
		if (t % 8192 == 0) { // long before scale is lost, or what is far comes near
			for (int i = 0; i < padded; i++) s[i] *= scale;
			for (int i = n; i < padded; i++) v[i] = far;
			scale = 1;
		}
		double drive = gain * scale, ds = drive * in, db = b * in;
		v8 decays = (v8){0} + decay_v, drives = (v8){0} + ds, biases = (v8){0} + db, *vv = (v8 *)v;
		const v8 *ss = (v8 *)s;
		uint8_t *at_threshold = (uint8_t *)words;
#pragma GCC unroll 8
		for (int q = 0; q < vectors; q++) {
			vv[q] = fused(vv[q], decays, fused(ss[q], drives, biases));
			at_threshold[q] = reached(vv[q]);
		}
		for (int g = 0; g < (vectors + 7) / 8; g++)
			for (uint64_t m = words[g]; m; m &= m - 1) {
				int i = 64 * g + __builtin_ctzll(m);
				prefetch(i);
				spike(i, b + drive * s[i], decay_v);
				list[count++] = i;
			}
		scale *= decay_s;
		spread(list, count, jump / scale);
		fires[slot] = count;
		spikes += count;
	}
	return spikes;
}

static void step(const char *dir, double seconds, double warm) {
	const double a_second = 1000 / dt;
	load(dir);
	run(bias + extra, start_seconds * a_second + 0.5);
	run(bias, warm * a_second + 0.5);
	begin();
	long spikes = run(bias, seconds * a_second + 0.5);
	end(seconds);
	printf(",\"what\":\"step\",\"n\":%d,\"spikes\":%ld,\"rate_hz\":%.6g}\n", n, spikes, spikes / (seconds * n));
}

// ---------------------------------------------------------------- RLS

// A symmetric P of K rows, its lower triangle in tiles of 8×8, block row by block
// row; the last block row has only the rows there are. Tiles on the diagonal are
// whole.
//
// Changes of P are held back, hold of them, and go in with the next k = P x: until
// then P is what its tiles say less Σ q qᵀ, q = √c k. So an update reads half a
// matrix, and writes it every hold updates. Where P comes from memory or the last
// cache, holding back more than one gains nothing: a write then costs no more than
// the read.
enum { HOLD = 8, IN_CACHE = 700 };
struct rls {
	int rows, blocks, hold, held;
	double *tiles, *q;
};

static int whole(int rows) { return (rows + 7) / 8 * 8; }

static size_t tiles_of(int rows) { // in float64
	size_t size = 0;
	for (int i = 0; i < rows; i += 8) size += (size_t)(i / 8 + 1) * 8 * (rows - i < 8 ? rows - i : 8);
	return size;
}

static struct rls new_rls(int rows, int hold, double *tiles, double *q) {
	struct rls r = {rows, whole(rows) / 8, hold, 0, tiles, q};
	double *t = tiles;
	for (int i = 0; i < rows; i += 8) {
		int high = rows - i < 8 ? rows - i : 8;
		t += (size_t)(i / 8) * 8 * high;
		for (int a = 0; a < high; a++) t[a * 8 + a] = 1;
		t += 8 * high;
	}
	return r;
}

#define INLINE static inline __attribute__((always_inline))

// block_row does block row b, high rows of it: takes the changes held back, so
// many of them, off the tiles and adds what they give to k. Both numbers are
// known where it is inlined.
INLINE v8 *block_row(const int high, const int held, v8 *t, int b, int wide, const double *x, const double *q, double *k) {
	const v8 *xs = (const v8 *)x;
	v8 *ks = (v8 *)k, sum[8], x8[8];
#pragma GCC unroll 8
	for (int a = 0; a < high; a++) sum[a] = (v8){0}, x8[a] = (v8){0} + x[8 * b + a];
	for (int j = 0; j <= b; j++, t += high) {
		v8 p[8], to = {0}, too = {0};
#pragma GCC unroll 8
		for (int a = 0; a < high; a++) {
			p[a] = t[a];
			__builtin_prefetch(t + a + 64);
		}
#pragma GCC unroll 8
		for (int l = 0; l < held; l++) {
			const double *ql = q + (long)l * wide;
			v8 qj = *(const v8 *)(ql + 8 * j);
#pragma GCC unroll 8
			for (int a = 0; a < high; a++) p[a] -= ql[8 * b + a] * qj;
		}
#pragma GCC unroll 8
		for (int a = 0; a < high; a++) {
			if (held) t[a] = p[a];
			sum[a] += p[a] * xs[j];
			if (a & 1) too += p[a] * x8[a];
			else to += p[a] * x8[a];
		}
		if (j < b) ks[j] += to + too; // the diagonal tile is its own transpose
	}
#pragma GCC unroll 8
	for (int a = 0; a < high; a++) {
		double all = 0;
		for (int l = 0; l < 8; l++) all += sum[a][l];
		k[8 * b + a] += all;
	}
	return t;
}

INLINE void times(const struct rls *r, const int held, const double *x, double *k) {
	v8 *t = (v8 *)r->tiles;
	int b = 0, wide = 8 * r->blocks;
	memset(k, 0, sizeof(double) * wide);
	for (; b < r->rows / 8; b++) t = block_row(8, held, t, b, wide, x, r->q, k);
	switch (r->rows % 8) {
	case 1: block_row(1, held, t, b, wide, x, r->q, k); break;
	case 2: block_row(2, held, t, b, wide, x, r->q, k); break;
	case 3: block_row(3, held, t, b, wide, x, r->q, k); break;
	case 4: block_row(4, held, t, b, wide, x, r->q, k); break;
	case 5: block_row(5, held, t, b, wide, x, r->q, k); break;
	case 6: block_row(6, held, t, b, wide, x, r->q, k); break;
	case 7: block_row(7, held, t, b, wide, x, r->q, k); break;
	}
}

static double dot(int wide, const double *a, const double *b) {
	double sum = 0;
	for (int i = 0; i < wide; i++) sum += a[i] * b[i];
	return sum;
}

// gain does k = P x and P ← P − c k kᵀ; x, k and q are padded with zeros to whole
// blocks.
static double gain(struct rls *r, const double *x, double *k) {
	int wide = 8 * r->blocks;
	if (r->held == r->hold) {
		if (r->hold == HOLD) times(r, HOLD, x, k);
		else times(r, 1, x, k);
		r->held = 0;
	} else {
		times(r, 0, x, k);
		for (int l = 0; l < r->held; l++) {
			const double *q = r->q + (long)l * wide;
			double qx = dot(wide, q, x);
			for (int i = 0; i < wide; i++) k[i] -= qx * q[i];
		}
	}
	double c = 1 / (1 + dot(wide, x, k)), root = sqrt(c), *q = r->q + (long)r->held++ * wide;
	for (int i = 0; i < wide; i++) q[i] = root * k[i];
	return c;
}

enum { VECTORS = 16, WARM = 16 };

static double **regressors(int rows, int wide) {
	static double *xs[VECTORS];
	for (int u = 0; u < VECTORS; u++) {
		xs[u] = random_vector(rows, wide);
		for (int i = 0; i < rows; i++) xs[u][i] *= 0.4;
	}
	return xs;
}

static long updates_of(double bytes) { return 10 + 6e9 / (bytes + 1e4); }

// check holds a small P against the formula, written out.
static void check(int hold) {
	enum { R = 13, W = 16 };
	double full[R][R] = {0}, **xs = regressors(R, W);
	struct rls r = new_rls(R, hold, room(8 * tiles_of(R)), room(8 * W * HOLD));
	double *k = room(8 * W), want[R];
	for (int i = 0; i < R; i++) full[i][i] = 1;
	for (int u = 0; u < VECTORS; u++) {
		double xk = 0, c = gain(&r, xs[u], k);
		for (int i = 0; i < R; i++) {
			want[i] = 0;
			for (int j = 0; j < R; j++) want[i] += full[i][j] * xs[u][j];
			xk += want[i] * xs[u][i];
		}
		for (int i = 0; i < R; i++) {
			if (fabs(want[i] - k[i]) > 1e-12 || fabs(c - 1 / (1 + xk)) > 1e-12) die("RLS is wrong");
			for (int j = 0; j < R; j++) full[i][j] -= want[i] * want[j] / (1 + xk);
		}
	}
}

// change_columns does W ← W − Σ_l e_l ck_lᵀ, HOLD of them, four columns at a time;
// e and ck are one after the other, wide apart.
static void change_columns(double *w, int wide, const double *e, const double *ck) {
	for (int j = 0; j < wide; j += 4) {
		v8 *col[4];
		for (int a = 0; a < 4; a++) col[a] = (v8 *)(w + (long)(j + a) * wide);
		for (int i = 0; i < wide / 8; i++) {
			v8 sum[4];
#pragma GCC unroll 4
			for (int a = 0; a < 4; a++) sum[a] = col[a][i];
#pragma GCC unroll 8
			for (int l = 0; l < HOLD; l++) {
				v8 el = ((const v8 *)(e + (long)l * wide))[i];
#pragma GCC unroll 4
				for (int a = 0; a < 4; a++) sum[a] -= ck[(long)l * wide + j + a] * el;
			}
#pragma GCC unroll 4
			for (int a = 0; a < 4; a++) col[a][i] = sum[a];
		}
	}
}

// rls does updates of one P and, with_w, of the weights, whose changes are held
// back too.
static void rls(int rows, int with_w) {
	int wide = whole(rows);
	double **xs = regressors(rows, wide), *k = room(8 * wide);
	struct rls r = new_rls(rows, rows < IN_CACHE ? HOLD : 1, room(8 * tiles_of(rows)), room(8L * wide * HOLD));
	double *w = with_w ? room(8L * wide * wide) : 0; // column by column
	double *e = room(8L * wide * HOLD), *ck = room(8L * wide * HOLD);
	long updates = updates_of(8.0 * rows * rows) / HOLD * HOLD;
	for (long u = -WARM; u < updates; u++) {
		if (u == 0) begin();
		double c = gain(&r, xs[(u + WARM) % VECTORS], k);
		if (!with_w) continue;
		int l = (u + WARM) % HOLD;
		memcpy(e + (long)l * wide, xs[(u + WARM + 1) % VECTORS], sizeof(double) * wide);
		for (int j = 0; j < wide; j++) ck[(long)l * wide + j] = c * k[j];
		if (l == HOLD - 1) change_columns(w, wide, e, ck);
	}
	end(updates);
	printf(",\"what\":\"rls\",\"n\":%d,\"updates\":%ld}\n", rows, updates);
}

// own does one update of every neuron: x from r, k, P, its row of weights.
static void own(const char *dir) {
	int n;
	double *w = weights(dir, &n);
	long synapses = 0, size = 0, at = 0;
	for (long k = 0; k < (long)n * n; k++) synapses += w[k] != 0;
	int *start = room(sizeof(int) * (n + 1)), most = 0;
	uint16_t *pre = room(2 * synapses);
	for (int i = 0; i < n; i++, start[i] = at) {
		for (int j = 0; j < n; j++)
			if (w[(long)i * n + j] != 0) pre[at++] = j;
		int rows = at - start[i];
		if (rows > most) most = rows;
		size += tiles_of(rows) + whole(rows);
	}
	struct rls *p = room(sizeof *p * n);
	double *all = room(8 * size), *val = room(8 * synapses), *x = room(8 * (most + 8)), *k = room(8 * (most + 8));
	double **rs = regressors(n, n), **es = rs;
	for (int i = 0; i < n; i++) {
		int rows = start[i + 1] - start[i];
		double *q = all + tiles_of(rows);
		p[i] = new_rls(rows, 1, all, q);
		all = q + whole(rows);
	}
	long updates = updates_of(8.0 * size);
	for (long u = -WARM; u < updates; u++) {
		if (u == 0) begin();
		const double *r = rs[(u + WARM) % VECTORS], *e = es[(u + WARM + 1) % VECTORS];
		for (int i = 0; i < n; i++) {
			int rows = p[i].rows;
			const uint16_t *from = pre + start[i];
			double *row = val + start[i];
			for (int m = 0; m < rows; m++) x[m] = r[from[m]];
			for (int m = rows; m < 8 * p[i].blocks; m++) x[m] = 0;
			double ce = gain(p + i, x, k) * e[i];
			for (int m = 0; m < rows; m++) row[m] -= ce * k[m];
		}
	}
	end(updates);
	printf(",\"what\":\"own\",\"n\":%d,\"k\":%.4g,\"updates\":%ld}\n", n, (double)synapses / n, updates);
}

int main(int argc, char **argv) {
	if (argc == 5 && !strcmp(argv[1], "step")) step(argv[2], atof(argv[3]), atof(argv[4]));
	else if (argc >= 3 && !strcmp(argv[1], "rls")) check(HOLD), check(1), rls(atoi(argv[2]), argc > 3);
	else if (argc == 3 && !strcmp(argv[1], "own")) check(1), own(argv[2]);
	else die("step DIR SECONDS WARM | rls N [w] | own DIR");
}
