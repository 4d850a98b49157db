package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	// How often a call that the cloud cannot take is sent again, and how long it waits where the cloud names no time.
	triesMax     = 20
	retryAfter   = 500 * time.Millisecond
	answerLimit  = 30 * time.Second
	idleConnsMax = 16
)

// cloud speaks to the simulated cloud for one account in one region.
type cloud struct {
	endpoint, account, region string
	http                      *http.Client
}

// seen is what the cloud tells of a resource, as far as it is used here.
type seen struct {
	Type       string `json:"type"`
	State      string `json:"state"`
	Reason     string `json:"reason"`
	Properties any    `json:"properties"`
}

// wish is the body of a PUT.
type wish struct {
	Type       string          `json:"type"`
	Seconds    float64         `json:"seconds"`
	Properties json.RawMessage `json:"properties"`
}

func newCloud(given settings) *cloud {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = idleConnsMax
	return &cloud{
		endpoint: given.Endpoint.ValueString(),
		account:  given.Account.ValueString(),
		region:   given.Region.ValueString(),
		http:     &http.Client{Transport: transport, Timeout: answerLimit},
	}
}

// read answers nil where there is no such resource. It waits up to wait for a change that is in the making.
func (c *cloud) read(ctx context.Context, id string, wait time.Duration) (*seen, error) {
	path := url.PathEscape(id)
	if wait > 0 {
		path += "?waitMs=" + strconv.FormatInt(wait.Milliseconds(), 10)
	}
	status, text, err := c.send(ctx, http.MethodGet, path, "", nil)
	if err != nil || status == http.StatusNotFound {
		return nil, err
	}
	found := &seen{}
	return found, json.Unmarshal(text, found)
}

// put asks for a resource. A repeat with the same key joins the first.
func (c *cloud) put(ctx context.Context, id, key string, wanted wish) error {
	body, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	_, _, err = c.send(ctx, http.MethodPut, url.PathEscape(id), key, body)
	return err
}

func (c *cloud) remove(ctx context.Context, id, key string) error {
	_, _, err := c.send(ctx, http.MethodDelete, url.PathEscape(id), key, nil)
	return err
}

// send tries again what the cloud could not take. An answer of 404 is no error.
func (c *cloud) send(ctx context.Context, method, path, key string, body []byte) (int, []byte, error) {
	var problem error
	for range triesMax {
		status, wait, text, err := c.sendOnce(ctx, method, path, key, body)
		if err == nil && (status < 300 || status == http.StatusNotFound) {
			return status, text, nil
		}
		if problem = err; err == nil {
			problem = fmt.Errorf("%s %s: the cloud answered %d: %s", method, path, status, text)
			if status < 500 && status != http.StatusTooManyRequests {
				return status, nil, problem
			}
		}
		select {
		case <-ctx.Done():
			return 0, nil, ctx.Err()
		case <-time.After(wait):
		}
	}
	return 0, nil, problem
}

func (c *cloud) sendOnce(ctx context.Context, method, path, key string, body []byte) (int, time.Duration, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.endpoint+"/resources/"+path, bytes.NewReader(body))
	if err != nil {
		return 0, retryAfter, nil, err
	}
	request.Header.Set("x-account", c.account)
	request.Header.Set("x-region", c.region)
	if key != "" {
		request.Header.Set("idempotency-key", key)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return 0, retryAfter, nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	wait := retryAfter
	if seconds, wrong := strconv.Atoi(response.Header.Get("retry-after")); wrong == nil {
		wait = time.Duration(seconds) * time.Second
	}
	return response.StatusCode, wait, text, err
}
