package api_test

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"stockflow/api"
)

// Whatever a caller may send is bounded: a field without a bound is a way in.
func TestEveryRequestFieldIsBounded(t *testing.T) {
	doc, err := api.Spec()
	require.NoError(t, err)

	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			require.NotEmpty(t, op.OperationID, "%s %s", method, path)
			for _, p := range append(item.Parameters, op.Parameters...) {
				bounded(t, path+" "+p.Value.Name, p.Value.Schema.Value)
			}
			if op.RequestBody != nil {
				for media, content := range op.RequestBody.Value.Content {
					if media == "application/json" {
						bounded(t, method+" "+path, content.Schema.Value)
						continue
					}
					require.Contains(t, op.Extensions, "x-max-mebibytes", "%s %s takes a file without a bound", method, path)
				}
			}
		}
	}
}

func bounded(t *testing.T, where string, s *openapi3.Schema) {
	t.Helper()
	switch {
	case s.Type.Is("object"):
		require.NotNil(t, s.AdditionalProperties.Has, "%s takes unknown fields", where)
		require.False(t, *s.AdditionalProperties.Has, "%s takes unknown fields", where)
		for name, p := range s.Properties {
			bounded(t, where+"."+name, p.Value)
		}
	case s.Type.Is("array"):
		require.NotNil(t, s.MaxItems, "%s has no maxItems", where)
		bounded(t, where+"[]", s.Items.Value)
	case s.Type.Is("string"):
		require.True(t, s.MaxLength != nil || len(s.Enum) > 0, "%s has no maxLength", where)
	case s.Type.Is("integer"):
		require.NotNil(t, s.Min, "%s has no minimum", where)
		require.NotNil(t, s.Max, "%s has no maximum", where)
	default:
		require.True(t, s.Type.Is("boolean"), "%s has an unforeseen type", where)
	}
}
