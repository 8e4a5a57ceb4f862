package export

import (
	"fmt"
	"path"

	"github.com/scigolib/hdf5"
)

// Population is the name of the neurons, and Edges that of the synapses, in a
// SONATA file.
const (
	Population = "net"
	Edges      = "net_to_net"
)

// WriteSONATA writes spikes, nodes and edges as a SONATA file (Dai et al. 2020,
// PLoS Comput. Biol. 16:e1007696) to a new file:
//
//	/spikes/net/timestamps, node_ids          ms since the episode began; by time
//	/nodes/net/node_id, node_type_id, …       the type by its first occurrence
//	/edges/net_to_net/source_node_id, target_node_id, …, 0/syn_weight
//
// Without spikes there are no datasets of spikes: HDF5 as it is written here has
// no empty ones.
func (r *Run) WriteSONATA(name string) (err error) {
	file, err := hdf5.CreateForWrite(name, hdf5.CreateTruncate)
	if err != nil {
		return err
	}
	defer func() {
		if e := file.Close(); err == nil {
			err = e
		}
	}()
	s := &sonata{file: file}
	s.spikes(r)
	s.nodes(r)
	s.edges(r)
	return s.err
}

// sonata writes; the first error stays.
type sonata struct {
	file *hdf5.FileWriter
	err  error
}

func (s *sonata) group(name string) *hdf5.GroupWriter {
	if s.err != nil {
		return nil
	}
	g, err := s.file.CreateGroup(name)
	s.err = err
	return g
}

// floats, unsigned and signed write a column of numbers.
func (s *sonata) floats(name string, x []float64) *hdf5.DatasetWriter {
	return s.column(name, hdf5.Float64, len(x), x)
}

func (s *sonata) unsigned(name string, x []uint64) *hdf5.DatasetWriter {
	return s.column(name, hdf5.Uint64, len(x), x)
}

func (s *sonata) signed(name string, x []int64) *hdf5.DatasetWriter {
	return s.column(name, hdf5.Int64, len(x), x)
}

func (s *sonata) column(name string, kind hdf5.Datatype, n int, x any) *hdf5.DatasetWriter {
	if s.err != nil || n == 0 {
		return nil
	}
	d, err := s.file.CreateDataset(name, kind, []uint64{uint64(n)})
	if err == nil {
		err = d.Write(x)
	}
	if err != nil {
		s.err = fmt.Errorf("%s: %w", name, err)
		return nil
	}
	return d
}

// attribute describes a column.
func (s *sonata) attribute(d *hdf5.DatasetWriter, name, text string) {
	if s.err == nil && d != nil {
		s.err = d.WriteAttribute(name, text)
	}
}

func (s *sonata) spikes(r *Run) {
	at := path.Join("/spikes", Population)
	s.group("/spikes")
	if g := s.group(at); g != nil {
		s.err = g.WriteAttribute("sorting", "by_time")
	}
	x := r.get("spikes").X
	times, ids := make([]float64, len(x)/2), make([]uint64, len(x)/2)
	for k := range times {
		times[k] = (x[2*k] - float64(r.EpisodeStep)) * r.DtMS
		ids[k] = uint64(x[2*k+1])
	}
	s.attribute(s.floats(at+"/timestamps", times), "units", "milliseconds")
	s.unsigned(at+"/node_ids", ids)
}

func (s *sonata) nodes(r *Run) {
	at := path.Join("/nodes", Population)
	s.group("/nodes")
	s.group(at)
	s.group(at + "/0")
	ids, index, zero, kinds := make([]uint64, r.N), make([]uint64, r.N), make([]uint64, r.N), make([]int64, r.N)
	known := map[string]int64{}
	for i, t := range r.Types {
		if _, ok := known[t]; !ok {
			known[t] = int64(len(known))
		}
		ids[i], index[i], kinds[i] = uint64(i), uint64(i), known[t]
	}
	s.unsigned(at+"/node_id", ids)
	types := s.signed(at+"/node_type_id", kinds)
	for name, k := range known {
		s.attribute(types, fmt.Sprintf("type_%d", k), name)
	}
	s.unsigned(at+"/node_group_id", zero)
	s.unsigned(at+"/node_group_index", index)
	for _, name := range []string{"bias", "v0", "cue"} {
		s.floats(at+"/0/"+name, r.get(name).X)
	}
}

func (s *sonata) edges(r *Run) {
	at := path.Join("/edges", Edges)
	s.group("/edges")
	s.group(at)
	s.group(at + "/0")
	var from, to, index []uint64
	var weights []float64
	for k, w := range r.get("weights").X {
		if w != 0 {
			from, to = append(from, uint64(k%r.N)), append(to, uint64(k/r.N))
			weights, index = append(weights, w), append(index, uint64(len(index)))
		}
	}
	s.attribute(s.unsigned(at+"/source_node_id", from), "node_population", Population)
	s.attribute(s.unsigned(at+"/target_node_id", to), "node_population", Population)
	s.signed(at+"/edge_type_id", make([]int64, len(from)))
	s.unsigned(at+"/edge_group_id", make([]uint64, len(from)))
	s.unsigned(at+"/edge_group_index", index)
	s.floats(at+"/0/syn_weight", weights)
}
