package embedded

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/influxdata/influxdb/coordinator"
	"github.com/influxdata/influxdb/models"
	"github.com/influxdata/influxdb/monitor"
	"github.com/influxdata/influxdb/query"
	"github.com/influxdata/influxdb/services/meta"
	"github.com/influxdata/influxdb/services/retention"
	"github.com/influxdata/influxdb/tsdb"
	_ "github.com/influxdata/influxdb/tsdb/engine" // how points are stored
	_ "github.com/influxdata/influxdb/tsdb/index"  // and found
)

// version is what the database says of itself.
const version = "1.8.10"

// database is InfluxDB's store and its query engine, put together from their
// parts. InfluxDB's own composition of them, and its HTTP service, hold Flux too
// and with it the clients of several clouds: half the size of this program and
// of what each of its processes touches when it starts.
type database struct {
	meta      *meta.Client
	store     *tsdb.Store
	points    *coordinator.PointsWriter
	queries   *query.Executor
	retention *retention.Service
}

// newDatabase opens what is known of users and buckets. The store is shut until open.
func newDatabase(dir string) (*database, error) {
	if err := os.MkdirAll(filepath.Join(dir, "meta"), 0o700); err != nil {
		return nil, err
	}
	about := meta.NewConfig()
	about.Dir = filepath.Join(dir, "meta")
	about.LoggingEnabled = false
	d := &database{meta: meta.NewClient(about)}
	if err := d.meta.Open(); err != nil {
		return nil, err
	}

	data := tsdb.NewConfig()
	data.Dir, data.WALDir = filepath.Join(dir, "data"), filepath.Join(dir, "wal")
	data.Index = tsdb.InmemIndexName // series are few, and it opens fastest
	d.store = tsdb.NewStore(data.Dir)
	d.store.EngineOptions.Config = data
	d.store.EngineOptions.EngineVersion, d.store.EngineOptions.IndexVersion = data.Engine, data.Index

	d.points = coordinator.NewPointsWriter()
	d.points.MetaClient, d.points.TSDBStore = d.meta, d.store
	d.points.WriteTimeout = time.Minute // a busy machine is slow, not broken

	d.queries = query.NewExecutor()
	d.queries.StatementExecutor = &coordinator.StatementExecutor{
		MetaClient:   d.meta,
		TaskManager:  d.queries.TaskManager,
		TSDBStore:    d.store,
		ShardMapper:  &coordinator.LocalShardMapper{MetaClient: d.meta, TSDBStore: coordinator.LocalTSDBStore{Store: d.store}},
		Monitor:      monitor.New(d, monitor.NewConfig()), // answers SHOW STATS, writes nothing
		PointsWriter: d.points,
	}

	d.retention = retention.NewService(retention.NewConfig())
	d.retention.MetaClient, d.retention.TSDBStore = d.meta, d.store
	return d, nil
}

func (d *database) open() error {
	return errors.Join(d.store.Open(), d.points.Open(), d.retention.Open())
}

func (d *database) close() error {
	return errors.Join(d.retention.Close(), d.points.Close(), d.queries.Close(), d.store.Close(), d.meta.Close())
}

// Statistics is what SHOW STATS shows.
func (d *database) Statistics(tags map[string]string) []models.Statistic {
	all := append(d.queries.Statistics(tags), d.store.Statistics(tags)...)
	return append(all, d.points.Statistics(tags)...)
}
