package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// connection is one caller's keep-alive connection. It writes requests by
// itself and leaves the reading to net/http, without the goroutines of its
// transport: the load generator shares the processor with what it measures.
type connection struct {
	address string
	conn    net.Conn
	reader  *bufio.Reader
	request []byte
	body    bytes.Buffer
}

// answer is what matters of a response. The body is good until the next request.
type answer struct {
	status     int
	retryAfter time.Duration
	cookie     string
	body       []byte
}

// requestTimeout is longer than a command may wait.
const requestTimeout = 40 * time.Second

// keys numbers the idempotency keys.
var keys atomic.Int64

// post sends a POST request and reads its answer.
func (c *connection) post(ctx context.Context, path, cookie string, body []byte) (answer, error) {
	if c.conn == nil {
		conn, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, "tcp", c.address)
		if err != nil {
			return answer{}, fmt.Errorf("connect: %w", err)
		}
		c.conn, c.reader = conn, bufio.NewReaderSize(conn, 8<<10)
	}
	a, err := c.exchange(path, cookie, body)
	if err != nil {
		c.close()
	}
	return a, err
}

func (c *connection) exchange(path, cookie string, body []byte) (answer, error) {
	if err := c.conn.SetDeadline(time.Now().Add(requestTimeout)); err != nil {
		return answer{}, fmt.Errorf("set a deadline: %w", err)
	}
	b := c.request[:0]
	b = append(b, "POST "...)
	b = append(b, path...)
	b = append(b, " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nCookie: "...)
	b = append(b, cookie...)
	b = append(b, "\r\nIdempotency-Key: bench-"...)
	b = strconv.AppendInt(b, keys.Add(1), 10)
	b = append(b, "\r\nContent-Length: "...)
	b = strconv.AppendInt(b, int64(len(body)), 10)
	b = append(b, "\r\n\r\n"...)
	b = append(b, body...)
	c.request = b
	if _, err := c.conn.Write(b); err != nil {
		return answer{}, fmt.Errorf("send a request: %w", err)
	}
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return answer{}, fmt.Errorf("read an answer: %w", err)
	}
	defer response.Body.Close()
	c.body.Reset()
	if _, err := io.Copy(&c.body, response.Body); err != nil {
		return answer{}, fmt.Errorf("read an answer's body: %w", err)
	}
	a := answer{status: response.StatusCode, body: c.body.Bytes()}
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil {
		a.retryAfter = time.Duration(seconds) * time.Second
	}
	for _, set := range response.Cookies() {
		a.cookie = set.Name + "=" + set.Value
	}
	return a, nil
}

func (c *connection) close() {
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}

// verdict judges an answer to a command.
func (a answer) verdict() (verdict, time.Duration, error) {
	switch a.status {
	case http.StatusOK, http.StatusCreated:
		return served, 0, nil
	case http.StatusAccepted:
		return taken, 0, nil
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		if a.retryAfter == 0 {
			return failed, 0, errors.New("busy, but without Retry-After")
		}
		return refused, a.retryAfter, nil
	}
	return failed, 0, fmt.Errorf("status %d: %.300s", a.status, a.body)
}

// operationID cuts the operation's id out of an outcome.
func (a answer) operationID() string {
	const field = `"operation_id":"`
	i := bytes.Index(a.body, []byte(field))
	if i < 0 || len(a.body) < i+len(field)+36 {
		return ""
	}
	return string(a.body[i+len(field) : i+len(field)+36])
}
