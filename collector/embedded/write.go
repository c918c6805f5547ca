package embedded

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/influxdata/influxdb"
	"github.com/influxdata/influxdb/models"
	"github.com/influxdata/influxdb/services/meta"
	"github.com/influxdata/influxdb/tsdb"
	"github.com/influxdata/influxql"
)

// write1 is InfluxDB 1's way to name where points go.
func (w *web) write1(rw http.ResponseWriter, r *http.Request, user *meta.UserInfo) {
	q := r.URL.Query()
	precision := q.Get("precision")
	switch precision {
	case "", "n", "ns", "u", "ms", "s", "m", "h":
		w.write(rw, r, user, q.Get("db"), q.Get("rp"), precision)
	default:
		fail(rw, r, http.StatusBadRequest, fmt.Sprintf("invalid precision %q (use n, u, ms, s, m or h)", precision))
	}
}

// write2 is that of InfluxDB 2: a bucket is a database, or database/retention policy.
func (w *web) write2(rw http.ResponseWriter, r *http.Request, user *meta.UserInfo) {
	q := r.URL.Query()
	precision, known := map[string]string{"": "", "ns": "n", "us": "u", "ms": "ms", "s": "s"}[q.Get("precision")]
	bucket := q.Get("bucket")
	db, policy, parted := strings.Cut(bucket, "/")
	switch {
	case !known:
		fail(rw, r, http.StatusBadRequest, fmt.Sprintf("invalid precision %q (use ns, us, ms or s)", q.Get("precision")))
	case db == "" && parted:
		fail(rw, r, http.StatusNotFound, fmt.Sprintf("bucket name %q is in db/rp form but has an empty database", bucket))
	case db == "":
		fail(rw, r, http.StatusNotFound, fmt.Sprintf(`bucket name %q is missing a slash; not in "database/retention-policy" format`, bucket))
	default:
		w.write(rw, r, user, db, policy, precision)
	}
}

func (w *web) write(rw http.ResponseWriter, r *http.Request, user *meta.UserInfo, db, policy, precision string) {
	switch {
	case db == "":
		fail(rw, r, http.StatusBadRequest, "database is required")
		return
	case w.db.meta.Database(db) == nil:
		fail(rw, r, http.StatusNotFound, fmt.Sprintf("database not found: %q", db))
		return
	case !user.AuthorizeDatabase(influxql.WritePrivilege, db):
		fail(rw, r, http.StatusForbidden, fmt.Sprintf("%q user is not authorized to write to database %q", user.Name, db))
		return
	}
	var body []byte
	if !w.inTime(rw, r, func() (err error) {
		body, err = lines(r)
		return err
	}) {
		return
	}
	points, broken := models.ParsePointsWithPrecision(body, time.Now().UTC(), precision)
	if broken != nil && len(points) == 0 {
		fail(rw, r, http.StatusBadRequest, broken.Error())
		return
	}
	err := w.db.points.WritePoints(db, policy, models.ConsistencyLevelOne, user, points)
	if err == nil && broken != nil { // the good lines are stored
		err = tsdb.PartialWriteError{Reason: broken.Error()}
	}
	if err != nil {
		fail(rw, r, statusOf(err), err.Error())
		return
	}
	rw.WriteHeader(http.StatusNoContent)
}

// lines reads a body into no more room than it needs: the points refer to it
// until they are on the disk.
func lines(r *http.Request) ([]byte, error) {
	if r.Header.Get("Content-Encoding") == "gzip" {
		plain, err := gzip.NewReader(r.Body)
		if err != nil {
			return nil, err
		}
		return io.ReadAll(http.MaxBytesReader(nil, plain, mostBody))
	}
	if r.ContentLength < 0 {
		return io.ReadAll(r.Body)
	}
	if r.ContentLength > mostBody {
		return nil, &http.MaxBytesError{Limit: mostBody}
	}
	body := make([]byte, r.ContentLength)
	_, err := io.ReadFull(r.Body, body)
	return body, err
}

// statusOf tells points that will never be taken from a database that cannot take them now.
func statusOf(err error) int {
	var partial tsdb.PartialWriteError
	switch {
	case influxdb.IsClientError(err), errors.As(err, &partial):
		return http.StatusBadRequest
	case influxdb.IsAuthorizationError(err):
		return http.StatusForbidden
	default:
		return http.StatusInternalServerError
	}
}
