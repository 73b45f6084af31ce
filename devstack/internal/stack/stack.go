package stack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"
)

// bootTries bounds how often a server is given other ports when somebody else
// took the ones that were picked.
const bootTries = 5

// Options say how a stack keeps its data.
type Options struct {
	// DataDir keeps the data beyond the run. Without it everything is thrown
	// away at the end.
	DataDir string
	// Durable makes a throw-away stack write as safely as a lasting one, for
	// measurements that are to mean something.
	Durable bool
	// Output gets the progress lines.
	Output io.Writer
}

// Stack is a running set of servers.
type Stack struct {
	output  io.Writer
	started time.Time
	durable bool
	// usualPorts makes a lasting stack try the ports that people expect.
	usualPorts bool

	self     string
	programs binaries
	account  *account
	files    *layout
	secrets  secrets
	spawner  *spawner
	// lifeline is a pipe that nothing is written to. Its other end closes
	// with this process, which tells the reader.
	lifeline, lifelineEnd *os.File

	pgData                                  string
	pgPort, redisPort, temporalPort, uiPort int

	// mu guards services and the file with their process ids.
	mu       sync.Mutex
	services []*service
	control  *control
	stopping bool
}

// Start boots everything and returns when all of it answers. What was already
// started is stopped again on failure.
func Start(ctx context.Context, options Options) (*Stack, error) {
	s := &Stack{
		output:     options.Output,
		started:    time.Now(),
		durable:    options.Durable || options.DataDir != "",
		usualPorts: options.DataDir != "",
		spawner:    newSpawner(),
	}
	if err := s.boot(ctx, options.DataDir); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func (s *Stack) boot(ctx context.Context, dataDir string) error {
	var err error
	if s.self, err = os.Executable(); err != nil {
		return fmt.Errorf("find our own program: %w", err)
	}
	if s.programs, err = findBinaries(ctx); err != nil {
		return err
	}
	if s.account, err = postgresAccount(); err != nil {
		return err
	}
	if dataDir == "" {
		s.files, err = openThrowAway(s.account.reaches)
	} else {
		s.files, err = openPersistent(dataDir)
	}
	if err != nil {
		return err
	}
	if s.secrets, err = loadSecrets(s.files.path("secrets.json")); err != nil {
		return err
	}
	if s.lifeline, s.lifelineEnd, err = os.Pipe(); err != nil {
		return fmt.Errorf("create a pipe: %w", err)
	}
	if s.control, err = s.startControl(); err != nil {
		return err
	}
	// Redis needs none of the others.
	redis := make(chan error, 1)
	go func() { redis <- s.bootRedis(ctx) }()
	err = s.bootPostgres(ctx)
	if err == nil {
		err = s.bootTemporal(ctx)
	}
	return errors.Join(err, <-redis)
}

func (s *Stack) bootPostgres(ctx context.Context) error {
	if err := s.preparePostgres(ctx); err != nil {
		return err
	}
	title := fmt.Sprintf("PostgreSQL %d", s.programs.postgresMajor)
	err := s.bootWithPorts(ctx, title, func() (*service, int, error) {
		r, err := reserve(s.usual(5432))
		if err != nil {
			return nil, 0, err
		}
		s.pgPort = r.port
		svc := s.postgresService(r.port)
		return svc, r.release(), nil
	})
	if err != nil {
		return err
	}
	return s.createRolesAndDatabases(ctx)
}

func (s *Stack) bootRedis(ctx context.Context) error {
	return s.bootWithPorts(ctx, "Redis", func() (*service, int, error) {
		r, err := reserve(s.usual(6379))
		if err != nil {
			return nil, 0, err
		}
		s.redisPort = r.port
		svc, err := s.redisService(r.port)
		return svc, r.release(), err
	})
}

func (s *Stack) bootTemporal(ctx context.Context) error {
	err := s.bootWithPorts(ctx, "Temporal", func() (*service, int, error) {
		ports, err := reserveTemporal(s.usual(7233), s.usual(8233))
		if err != nil {
			return nil, 0, err
		}
		svc, err := s.temporalService(ports)
		return svc, s.temporalPort, err
	})
	if err != nil {
		return err
	}
	return s.markTemporalComplete(ctx)
}

// bootWithPorts starts a server, with other ports if somebody was faster.
func (s *Stack) bootWithPorts(ctx context.Context, title string, prepare func() (*service, int, error)) error {
	begin := time.Now()
	for try := 1; ; try++ {
		svc, port, err := prepare()
		if err != nil {
			return fmt.Errorf("prepare %s: %w", title, err)
		}
		err = svc.start(ctx, 1)
		if err == nil {
			s.add(svc)
			s.say("%s ready on %d (%.1f s)", title, port, time.Since(begin).Seconds())
			return nil
		}
		if !errors.Is(err, errPortTaken) || try == bootTries {
			return err
		}
	}
}

// usual is the port to try first.
func (s *Stack) usual(port int) int {
	if s.usualPorts {
		return port
	}
	return 0
}

// supervise fills in what all services have in common.
func (s *Stack) supervise(svc *service) *service {
	svc.spawner = s.spawner
	svc.changed = s.writePIDs
	svc.unexpected = func(svc *service, err error) {
		s.say("%s ended: %v; its log is %s", svc.title, err, svc.logPath)
	}
	return svc
}

func (s *Stack) add(svc *service) {
	s.mu.Lock()
	s.services = append(s.services, svc)
	s.mu.Unlock()
	s.writePIDs()
}

func (s *Stack) find(name string) *service {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, svc := range s.services {
		if svc.name == name {
			return svc
		}
	}
	return nil
}

// Stop ends the servers in good order, Temporal before what it needs, and
// removes throw-away data.
func (s *Stack) Stop() error {
	s.mu.Lock()
	s.stopping = true
	s.mu.Unlock()
	if s.control != nil {
		s.control.close()
	}
	for _, name := range []string{"temporal", "redis", "postgres"} {
		if svc := s.find(name); svc != nil {
			svc.stop(svc.clean, stopTimeout)
		}
	}
	for _, end := range []*os.File{s.lifelineEnd, s.lifeline} {
		if end != nil {
			_ = end.Close()
		}
	}
	if s.files == nil {
		return nil
	}
	return s.files.close()
}

// Hurry kills what Stop is still waiting for.
func (s *Stack) Hurry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, svc := range s.services {
		svc.hurry()
	}
}

func (s *Stack) say(format string, args ...any) {
	// A terminal that went away must not stop the servers.
	_, _ = fmt.Fprintf(s.output, "devstack: "+format+"\n", args...)
}

// Describe says in one line what runs here.
func (s *Stack) Describe() string {
	kind := "kept in " + s.files.dir
	if s.files.throwAway {
		kind = "thrown away afterwards"
	}
	return fmt.Sprintf("all ready in %.1f s on %s/%s; data %s", time.Since(s.started).Seconds(), runtime.GOOS, runtime.GOARCH, kind)
}
