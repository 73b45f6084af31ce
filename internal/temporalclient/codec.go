package temporalclient

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"sync"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"
)

// compressAbove is the size of a payload, in bytes, above which it is
// compressed. Smaller ones stay readable in Temporal's UI.
const compressAbove = 8 * 1024

// DataConverter gives the converter that all clients, workers and replays of
// Stockflow share.
func DataConverter() converter.DataConverter {
	return converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), newCodec())
}

// codec compresses large payloads in the SDK's own zlib encoding, which its
// tools can read, with pooled writers at the fastest level: a desk compresses
// several payloads for each batch.
type codec struct {
	decoder converter.PayloadCodec
	writers sync.Pool
}

func newCodec() *codec {
	return &codec{
		decoder: converter.NewZlibCodec(converter.ZlibCodecOptions{}),
		writers: sync.Pool{New: func() any {
			w, err := zlib.NewWriterLevel(nil, zlib.BestSpeed)
			if err != nil {
				panic(err) // the level is a constant
			}
			return w
		}},
	}
}

// Encode compresses the payloads that are large.
func (c *codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		out[i] = p
		if len(p.GetData()) <= compressAbove {
			continue
		}
		packed, err := c.pack(p)
		if err != nil {
			return payloads, err
		}
		if len(packed) < len(p.GetData()) {
			out[i] = &commonpb.Payload{
				Metadata: map[string][]byte{converter.MetadataEncoding: []byte("binary/zlib")},
				Data:     packed,
			}
		}
	}
	return out, nil
}

func (c *codec) pack(p *commonpb.Payload) ([]byte, error) {
	plain, err := proto.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("marshal payload: %w", err)
	}
	var buf bytes.Buffer
	w := c.writers.Get().(*zlib.Writer)
	defer c.writers.Put(w)
	w.Reset(&buf)
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("compress payload: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress payload: %w", err)
	}
	return buf.Bytes(), nil
}

// Decode expands what Encode compressed.
func (c *codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	return c.decoder.Decode(payloads)
}
