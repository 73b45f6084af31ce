package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"stockflow/internal/auth"
	"stockflow/internal/generate"
	"stockflow/internal/store"
)

func generateCommand() *cobra.Command {
	var profile string
	var scale float64
	var seed uint64
	var verify bool
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Fill an empty database with a company of a given size",
		Long: "Makes warehouses, people, products, two years of receipts, shipments and transfers, the balances that\n" +
			"they left and the audit records of all of it, as the owner of the schema (environment:\n" +
			"DATABASE_OWNER_URL). The full profile is 10 warehouses, 500 users, 100,000 products, 1,000,000 balances\n" +
			"and 10,000,000 audit records. Either the whole company is written or, if it fails or is interrupted,\n" +
			"nothing. The password of all its users is STOCKFLOW_DEMO_PASSWORD, or is made up and printed.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if profile != "full" {
				return fmt.Errorf("there is no profile %q; there is: full", profile)
			}
			size, err := generate.Full(scale)
			if err != nil {
				return err
			}
			url, err := environment("DATABASE_OWNER_URL", "address of the database, as the schema's owner")
			if err != nil {
				return err
			}
			return generateCompany(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), url, size, seed, verify)
		},
	}
	cmd.Flags().StringVar(&profile, "profile", "full", "`name` of the company's profile: full")
	cmd.Flags().Float64Var(&scale, "scale", 1, fmt.Sprintf("`factor` on the profile's size, from %g to %g", generate.MinScale, float64(generate.MaxScale)))
	cmd.Flags().Uint64Var(&seed, "seed", 1, "`number` that makes the same company again")
	cmd.Flags().BoolVar(&verify, "verify", true, "check the invariants I1 to I5 afterwards")
	return cmd
}

func generateCompany(ctx context.Context, out, log io.Writer, url string, size generate.Size, seed uint64, verify bool) error {
	password := os.Getenv("STOCKFLOW_DEMO_PASSWORD")
	if password == "" {
		password = rand.Text()
	}
	hash, err := auth.HashPassword(password)
	if err != nil {
		return err
	}
	begin := time.Now()
	bar := &phases{log: log}
	err = generate.Load(ctx, url, generate.Options{
		Size: size, Seed: seed, PasswordHash: hash, Today: time.Now(), Phase: bar.phase, Rows: bar.rows,
	})
	bar.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "generated in %s; sign in as %s with the password %s\n", time.Since(begin).Round(time.Second), generate.Email(0), password)
	if !verify {
		return nil
	}
	s, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	defer s.Close()
	found, err := s.Verify(ctx)
	if err != nil {
		return err
	}
	for _, v := range found {
		fmt.Fprintf(out, "%s is broken: %s\n  %s\n", v.Invariant, v.Rule, v.Row)
	}
	if len(found) > 0 {
		return errFindings
	}
	fmt.Fprintln(out, "I1 to I5 hold")
	return nil
}

// phases shows how far the generation has come: a bar on a terminal, a line a
// phase elsewhere.
type phases struct {
	log   io.Writer
	bar   *progressbar.ProgressBar
	title string
	since time.Time
	done  int
}

func (p *phases) phase(title string, about int) {
	p.end()
	p.title, p.since, p.done = title, time.Now(), 0
	file, ok := p.log.(*os.File)
	total := about
	if total == 0 {
		total = -1
	}
	p.bar = progressbar.NewOptions(total,
		progressbar.OptionSetWriter(p.log), progressbar.OptionSetDescription(fmt.Sprintf("%-24s", title)),
		progressbar.OptionSetVisibility(ok && term.IsTerminal(int(file.Fd()))), //nolint:gosec // a file descriptor is small
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond),
	)
}

func (p *phases) rows(n int) {
	p.done += n
	// What was announced is about right; a bar that is full can't be added to.
	if limit := p.bar.GetMax(); limit > 0 && p.done > limit {
		p.bar.ChangeMax(p.done + p.done/20)
	}
	_ = p.bar.Add(n) // a bar that can't be drawn stops nothing
}

func (p *phases) end() {
	if p.bar == nil {
		return
	}
	_ = p.bar.Finish() // see rows
	fmt.Fprintf(p.log, "generate: %s: %d in %s\n", p.title, p.done, time.Since(p.since).Round(100*time.Millisecond))
	p.bar = nil
}
