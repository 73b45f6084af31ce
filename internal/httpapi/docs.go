package httpapi

import (
	"net/http"

	"github.com/gorilla/mux"
	"github.com/swaggest/swgui/v5emb"

	"stockflow/api"
)

// serveDocs serves the contract, and Swagger UI from embedded files to browse it.
func (h *handlers) serveDocs(r *mux.Router) {
	r.Path("/api/openapi.yaml").Methods(http.MethodGet, http.MethodHead).HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/yaml")
		_, _ = w.Write(api.SpecYAML) // the caller is gone: nobody is left to be told
	})
	r.Path("/api/docs").Methods(http.MethodGet).Handler(http.RedirectHandler("/api/docs/", http.StatusMovedPermanently))
	r.PathPrefix("/api/docs/").Methods(http.MethodGet, http.MethodHead).Handler(v5emb.New("Stockflow API", "/api/openapi.yaml", "/api/docs/"))
}
