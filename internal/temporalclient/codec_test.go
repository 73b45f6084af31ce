package temporalclient

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
)

func TestSmallPayloadsStayReadable(t *testing.T) {
	p, err := DataConverter().ToPayload(map[string]string{"status": "reserved"})
	require.NoError(t, err)
	assert.Equal(t, `{"status":"reserved"}`, string(p.GetData()))
}

func TestLargePayloadsAreCompressedAndComeBack(t *testing.T) {
	dc := DataConverter()
	var wg sync.WaitGroup
	for n := range 20 { // the writers are shared
		wg.Go(func() {
			text := strings.Repeat("goods ", 10_000+n)
			p, err := dc.ToPayload(text)
			if !assert.NoError(t, err) {
				return
			}
			assert.Less(t, len(p.GetData()), len(text)/10)
			assert.Equal(t, "binary/zlib", string(p.GetMetadata()[converter.MetadataEncoding]))
			var back string
			assert.NoError(t, dc.FromPayload(p, &back))
			assert.Equal(t, text, back)
			// The SDK's own codec reads it too, as Temporal's tools do.
			sdk := converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), converter.NewZlibCodec(converter.ZlibCodecOptions{}))
			back = ""
			assert.NoError(t, sdk.FromPayload(p, &back))
			assert.Equal(t, text, back)
		})
	}
	wg.Wait()
}
