package httpapi

import (
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"stockflow/internal/inventory"
)

// contentPolicy lets the dashboard load nothing from anywhere else. Styles are
// set inline by its components; the barcode scanner compiles WebAssembly.
const contentPolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"

// dashboard serves the web app. Its hashed files never change; every other
// address is one of the app's own pages.
func (h *handlers) dashboard() http.Handler {
	files := http.FileServerFS(h.Dashboard)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		infoOf(r.Context()).route = "dashboard"
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.wrongMethod(w, r)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		header := w.Header()
		header.Set("Content-Security-Policy", contentPolicy)
		info, err := fs.Stat(h.Dashboard, name)
		switch {
		case name != "" && err == nil && !info.IsDir() && name != "index.html":
			header.Set("Cache-Control", "no-cache")
			if strings.HasPrefix(name, "assets/") {
				header.Set("Cache-Control", "public, max-age=31536000, immutable")
			}
			files.ServeHTTP(w, r)
		case strings.HasPrefix(name, "assets/"):
			h.noSuchPath(w, r)
		default:
			h.index(w, r)
		}
	})
}

func (h *handlers) index(w http.ResponseWriter, r *http.Request) {
	page, err := fs.ReadFile(h.Dashboard, "index.html")
	if errors.Is(err, fs.ErrNotExist) {
		h.refuse(w, r, inventory.Refusef(inventory.CodeNotFound, "the dashboard was not built into this program"))
		return
	}
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(page) // the caller is gone: nobody is left to be told
}
