package system

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/internal/auth"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// password is everybody's.
const password = "correct horse battery"

// firstAdmin makes the user who makes all others, as `stockctl create-admin`
// does.
func (s *System) firstAdmin(t testing.TB) *User {
	t.Helper()
	hash, err := auth.HashPassword(password)
	require.NoError(t, err)
	made, err := s.Company.Store.CreateUser(context.Background(), store.Actor{UserID: 1}, store.NewUser{
		Email: "admin@test.example", Name: "Admin", Role: inventory.Admin, PasswordHash: hash,
	})
	require.NoError(t, err)
	return s.signIn(t, made.ID, made.Email)
}

func (s *System) signIn(t testing.TB, id int64, email string) *User {
	t.Helper()
	u := &User{ID: id, Email: email, system: s}
	a := u.Send(t, Request{Method: http.MethodPost, Path: "/session", Body: M{"email": email, "password": password}})
	require.Equal(t, http.StatusOK, a.Status, a)
	cookie, err := http.ParseSetCookie(a.Header.Get("Set-Cookie"))
	require.NoError(t, err, a.Header)
	u.cookie = cookie.Name + "=" + cookie.Value
	return u
}

// Nobody is somebody who is not signed in.
func (s *System) Nobody() *User { return &User{system: s} }

// User adds a user who may act in warehouses, and signs in.
func (s *System) User(t testing.TB, role inventory.Role, sites ...*Site) *User {
	t.Helper()
	ids := make([]int64, len(sites))
	for i, site := range sites {
		ids[i] = site.ID
	}
	email := fmt.Sprintf("%s-%s@test.example", role, uuid.NewString()[:8])
	made := Add[apiclient.User](t, s.Admin, "/users", M{
		"email": email, "name": string(role), "role": role, "password": password, "warehouse_ids": ids,
	})
	return s.signIn(t, made.ID, email)
}

// Site is a warehouse with its bins, by code.
type Site struct {
	ID   int64
	Code string
	Bins map[string]int64
}

// Site adds a warehouse; more tells what is special about it.
func (s *System) Site(t testing.TB, code string, more M) *Site {
	t.Helper()
	body := M{"code": code, "name": "Warehouse " + code}
	for k, v := range more {
		body[k] = v
	}
	w := Add[apiclient.Warehouse](t, s.Admin, "/warehouses", body)
	site := &Site{ID: w.ID, Code: code, Bins: map[string]int64{}}
	for _, l := range Get[apiclient.LocationPage](t, s.Admin, fmt.Sprintf("/warehouses/%d/locations", w.ID)).Items {
		site.Bins[l.Code] = l.ID
	}
	return site
}

// Bin adds a bin to a warehouse.
func (s *System) Bin(t testing.TB, site *Site, code, kind string) {
	t.Helper()
	l := Add[apiclient.Location](t, s.Admin, fmt.Sprintf("/warehouses/%d/locations", site.ID), M{"code": code, "kind": kind})
	site.Bins[code] = l.ID
}

// Product adds a product; more tells what is special about it.
func (s *System) Product(t testing.TB, more M) int64 {
	t.Helper()
	sku := "P-" + uuid.NewString()[:13]
	body := M{"sku": sku, "name": "Product " + sku}
	for k, v := range more {
		body[k] = v
	}
	return Add[apiclient.Product](t, s.Admin, "/products", body).ID
}

// Products adds plain products.
func (s *System) Products(t testing.TB, n int) []int64 {
	t.Helper()
	return s.Company.Products(t, n)
}

// LotProduct adds a product that is tracked by lot and expiry date.
func (s *System) LotProduct(t testing.TB) int64 {
	t.Helper()
	return s.Product(t, M{"tracks_lots": true, "tracks_expiry": true})
}

// Arrival is goods that come into a bin.
type Arrival struct {
	Product, Quantity int64
	Lot, Expires      string
	// Bin is a bin's code; empty means STORAGE.
	Bin string
}

// Stock brings goods into a warehouse by a receipt of their own, which is
// closed, and returns its id.
func (s *System) Stock(t testing.TB, site *Site, arrivals ...Arrival) string {
	t.Helper()
	var expected, received L
	for i, a := range arrivals {
		if a.Bin == "" {
			a.Bin = "STORAGE"
		}
		expected = append(expected, M{"product_id": a.Product, "quantity": a.Quantity})
		line := M{"line_no": i + 1, "quantity": a.Quantity, "location": a.Bin}
		if a.Lot != "" {
			line["lot_code"] = a.Lot
		}
		if a.Expires != "" {
			line["expires_on"] = a.Expires
		}
		received = append(received, line)
	}
	id := s.Admin.Do(t, "/receipts", M{"warehouse_id": site.ID, "lines": expected}).OperationID
	s.Admin.Do(t, "/receipts/"+id+"/receive", M{"lines": received})
	s.Admin.Do(t, "/receipts/"+id+"/close", nil)
	return id
}

// Lines are the lines of a new document, of pairs of product and quantity.
func Lines(pairs ...int64) L {
	var lines L
	for i := 0; i+1 < len(pairs); i += 2 {
		lines = append(lines, M{"product_id": pairs[i], "quantity": pairs[i+1]})
	}
	return lines
}
