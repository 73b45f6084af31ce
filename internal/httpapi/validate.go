package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gorilla/mux"

	"stockflow/internal/inventory"
)

// maxBody is the size of the largest request: a document of 20,000 lines fits.
const maxBody = 4 << 20

func tooLarge(most int64) error {
	return inventory.Refusef(codeTooLarge, "this request has at most %d MiB", most>>20)
}

// operationRoute is an operation of the contract, as its validation needs it.
type operationRoute struct {
	routers.Route
	queries map[string]bool
	public  bool
	// maxBody is the size of the largest body, in bytes.
	maxBody int64
	// permission is the operation's x-permission.
	permission inventory.Permission
}

// routesOf lists the operations by method and path. gorilla/mux has found the
// route already, so validation needn't look for it again.
func routesOf(spec *openapi3.T) map[string]*operationRoute {
	openapi3.DefineStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForUUIDOfRFC4122))
	openapi3.DefineStringFormatValidator("email", openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForEmail))
	found := map[string]*operationRoute{}
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			o := &operationRoute{
				Route:   routers.Route{Spec: spec, Path: path, PathItem: item, Method: method, Operation: op},
				queries: map[string]bool{}, public: op.Security != nil && len(*op.Security) == 0, maxBody: maxBody,
			}
			if mebibytes, ok := op.Extensions["x-max-mebibytes"].(float64); ok {
				o.maxBody = int64(mebibytes) << 20
			}
			if text, ok := op.Extensions["x-permission"].(string); ok {
				o.permission = inventory.Permission(text)
			}
			for _, p := range append(item.Parameters[:len(item.Parameters):len(item.Parameters)], op.Parameters...) {
				if p.Value.In == openapi3.ParameterInQuery {
					o.queries[p.Value.Name] = true
				}
			}
			found[method+" "+basePath+path] = o
		}
	}
	return found
}

// route is the operation that a request was routed to.
func (h *handlers) route(r *http.Request) *operationRoute {
	return h.routes[r.Method+" "+infoOf(r.Context()).route]
}

// validation leaves the defaults to the handlers: setting them would write
// every body anew.
var validation = &openapi3filter.Options{
	AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SkipSettingDefaults: true, RejectWhenRequestBodyNotSpecified: true,
}

// uploads are files: their handlers read them.
var uploads = &openapi3filter.Options{
	AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SkipSettingDefaults: true, ExcludeRequestBody: true,
}

// validated checks requests against the contract.
func (h *handlers) validated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route := h.route(r)
		if route == nil {
			h.noSuchPath(w, r)
			return
		}
		if err := check(r, route); err != nil {
			h.refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func check(r *http.Request, route *operationRoute) error {
	vars := mux.Vars(r)
	for name, v := range vars {
		plain, err := url.PathUnescape(v)
		if err != nil || !cleanText(plain) {
			return invalid(name, "this is no text")
		}
		vars[name] = plain
	}
	query, err := checkQuery(r, route)
	if err != nil {
		return err
	}
	raw, err := readBody(r, route)
	if err != nil {
		return err
	}
	options := validation
	if raw {
		options = uploads
	}
	err = openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request: r, PathParams: vars, QueryParams: query, Route: &route.Route, Options: options,
	})
	if err != nil {
		return violation(err)
	}
	return nil
}

// checkQuery refuses parameters that the operation doesn't have: a filter with
// a slip in its name would else be none.
func checkQuery(r *http.Request, route *operationRoute) (url.Values, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, invalid("", "the query can't be read")
	}
	for name, values := range query {
		if !route.queries[name] {
			return nil, invalid(name, "there is no such parameter")
		}
		if len(values) > 1 {
			return nil, invalid(name, "this parameter is given once")
		}
		if !cleanText(values[0]) {
			return nil, invalid(name, "this is no text")
		}
	}
	return query, nil
}

// readBody reads a body within its bounds. It refuses what isn't one JSON
// value, unless the operation takes files of that type: those are raw.
func readBody(r *http.Request, route *operationRoute) (raw bool, err error) {
	if r.Body == nil || r.Body == http.NoBody {
		return false, nil
	}
	if r.ContentLength > route.maxBody {
		return false, tooLarge(route.maxBody)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, route.maxBody+1))
	if err != nil {
		return false, inventory.Refusef(inventory.CodeInvalid, "the request broke off")
	}
	if int64(len(body)) > route.maxBody {
		return false, tooLarge(route.maxBody)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if len(body) == 0 {
		r.Body, r.ContentLength = http.NoBody, 0
		return false, nil
	}
	if route.Operation.RequestBody == nil {
		return false, invalid("", "this request takes no body")
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if taken := route.Operation.RequestBody.Value.Content; err != nil || taken[media] == nil {
		return false, inventory.Refusef(codeMediaType, "a body is %s", strings.Join(slices.Sorted(maps.Keys(taken)), " or "))
	}
	if media != "application/json" {
		return true, nil
	}
	return false, checkJSON(body)
}

// checkJSON refuses what isn't one JSON value of clean text.
func checkJSON(body []byte) error {
	switch {
	case !utf8.Valid(body):
		return invalid("", "the body is not UTF-8")
	case hasNUL(body):
		return invalid("", "text must not contain NUL")
	case !json.Valid(body):
		return invalid("", "the body is not JSON")
	}
	return nil
}

// hasNUL finds a NUL, as a byte or as an escape in a JSON string.
func hasNUL(body []byte) bool {
	if bytes.IndexByte(body, 0) >= 0 {
		return true
	}
	for rest := body; ; {
		i := bytes.Index(rest, []byte(`\u0000`))
		if i < 0 {
			return false
		}
		// An even number of backslashes before it escape one another.
		backslashes := 0
		for j := i - 1; j >= 0 && rest[j] == '\\'; j-- {
			backslashes++
		}
		if backslashes%2 == 0 {
			return true
		}
		rest = rest[i+2:]
	}
}

func cleanText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func invalid(field, format string, args ...any) error {
	return &inventory.Error{Code: inventory.CodeInvalid, Detail: fmt.Sprintf(format, args...), Field: field}
}

// violation words what the contract found wrong with a request.
func violation(err error) error {
	var request *openapi3filter.RequestError
	if !errors.As(err, &request) {
		return invalid("", "the request doesn't fit the contract")
	}
	field, detail := "", request.Reason
	if request.Parameter != nil {
		field = request.Parameter.Name
	}
	var schema *openapi3.SchemaError
	if errors.As(request.Err, &schema) {
		detail = schema.Reason
		if inner := fieldName(schema.JSONPointer()); inner != "" {
			field = inner
		}
		if name, ok := unknownProperty(detail); ok && (field == "" || !strings.HasSuffix(field, name)) {
			field = strings.TrimPrefix(field+"."+name, ".")
		}
	}
	if detail == "" && errors.Is(request.Err, openapi3filter.ErrInvalidRequired) {
		detail = "this is required"
	}
	if detail == "" {
		detail = "this doesn't fit the contract"
	}
	return invalid(field, "%s", detail)
}

// fieldName writes a path as lines[2].quantity.
func fieldName(path []string) string {
	var b strings.Builder
	for _, part := range path {
		if _, err := strconv.Atoi(part); err == nil {
			b.WriteString("[" + part + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(part)
	}
	return b.String()
}

// unknownProperty reads the name out of the validator's sentence.
func unknownProperty(reason string) (string, bool) {
	rest, ok := strings.CutPrefix(reason, `property "`)
	if !ok {
		return "", false
	}
	name, _, ok := strings.Cut(rest, `"`)
	return name, ok && name != ""
}
