package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"stockflow/internal/anchor"
	"stockflow/internal/store"
)

func auditCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "Prove that the audit records are what they were"}
	cmd.AddCommand(auditVerifyCommand(), auditAnchorCommand(), auditKeyCommand())
	return cmd
}

func auditKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "key",
		Short: "Make up a key to sign anchors with",
		Long: "Prints a new key for AUDIT_ANCHOR_KEY. If AUDIT_ANCHOR_KEY is set, prints the public key that\n" +
			"belongs to it, for AUDIT_ANCHOR_PUBLIC_KEY: with it others can check anchors, but not make any.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text := os.Getenv("AUDIT_ANCHOR_KEY")
			if text == "" {
				text, err := anchor.NewKey()
				fmt.Fprintln(cmd.OutOrStdout(), text)
				return err
			}
			key, err := anchor.ParseKey(text)
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), anchor.PublicKey(key))
			return nil
		},
	}
}

func auditAnchorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "anchor",
		Short: "Anchor the audit chains now",
		Long: "Writes the heads of all audit chains (environment: DATABASE_URL), signed with AUDIT_ANCHOR_KEY, to the\n" +
			"directory AUDIT_ANCHOR_DIR and the address AUDIT_ANCHOR_URL, as far as they are set, and to the log.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := environment("AUDIT_ANCHOR_KEY", "key to sign with; `stockctl audit key` makes one"); err != nil {
				return err
			}
			keeper, err := anchor.NewKeeper(anchor.Settings{
				Key: os.Getenv("AUDIT_ANCHOR_KEY"), Dir: os.Getenv("AUDIT_ANCHOR_DIR"), URL: os.Getenv("AUDIT_ANCHOR_URL"),
			}, slog.New(slog.NewJSONHandler(os.Stderr, nil)))
			if err != nil {
				return err
			}
			return withStore(cmd.Context(), func(s *store.Store) error {
				heads, err := s.AuditHeads(cmd.Context())
				if err != nil {
					return err
				}
				if err := keeper.Keep(cmd.Context(), time.Time{}, anchorHeads(heads)); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "anchored %d chains\n", len(heads))
				return nil
			})
		},
	}
}

func anchorHeads(heads []store.AuditHead) []anchor.Head {
	to := make([]anchor.Head, len(heads))
	for i, h := range heads {
		to[i] = anchor.Head(h)
	}
	return to
}

func auditVerifyCommand() *cobra.Command {
	var oldest time.Duration
	var dir string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check the audit chains, also against the anchors",
		Long: "Recomputes all audit chains (environment: DATABASE_URL) and compares them with the anchors in a\n" +
			"directory, checked with AUDIT_ANCHOR_PUBLIC_KEY or AUDIT_ANCHOR_KEY. Exit code 1 if a record was edited,\n" +
			"removed or cut off, or if an anchor was. What is newer than the newest anchor is proved by its chain alone.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var proof anchor.Proof
			if dir != "" {
				key, err := anchorPublicKey()
				if err != nil {
					return err
				}
				if proof, err = anchor.Read(dir, key); err != nil {
					return err
				}
			}
			return withStore(cmd.Context(), func(s *store.Store) error { return auditVerify(cmd, s, dir, proof, oldest) })
		},
	}
	cmd.Flags().StringVar(&dir, "anchors", os.Getenv("AUDIT_ANCHOR_DIR"), "`directory` of the anchors (environment: AUDIT_ANCHOR_DIR)")
	cmd.Flags().DurationVar(&oldest, "max-age", 0, "find fault if the newest anchor is older; 0 doesn't")
	return cmd
}

func auditVerify(cmd *cobra.Command, s *store.Store, dir string, proof anchor.Proof, oldest time.Duration) error {
	out := cmd.OutOrStdout()
	problems := proof.Problems
	if age := time.Since(proof.Newest); oldest > 0 && age > oldest {
		problems = append(problems, fmt.Sprintf("there is no anchor of the last %s", oldest))
	}
	var records, streams int64
	breaks, err := s.VerifyAudit(cmd.Context(), proof.Hashes, func(_ string, n int64) { records, streams = records+n, streams+1 })
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintln(out, "anchors:", p)
	}
	for _, b := range breaks {
		fmt.Fprintf(out, "%s, record %d: %s\n", b.Stream, b.Seq, b.Why)
	}
	if len(breaks)+len(problems) > 0 {
		return errFindings
	}
	fmt.Fprintf(out, "%d records in %d chains are as they were written\n", records, streams)
	switch {
	case dir == "":
		fmt.Fprintln(out, "no anchors were compared: whoever can change the database could have rewritten the chains")
	case proof.Count == 0:
		fmt.Fprintln(out, "there are no anchors yet: whoever can change the database could have rewritten the chains")
	default:
		fmt.Fprintf(out, "%d anchors agree, the newest of %s\n", proof.Count, proof.Newest.Format(time.RFC3339))
	}
	return nil
}

// anchorPublicKey is the key that anchors are checked with.
func anchorPublicKey() (ed25519.PublicKey, error) {
	if text := os.Getenv("AUDIT_ANCHOR_PUBLIC_KEY"); text != "" {
		return anchor.ParsePublicKey(text)
	}
	text := os.Getenv("AUDIT_ANCHOR_KEY")
	if text == "" {
		return nil, errors.New("set AUDIT_ANCHOR_PUBLIC_KEY or AUDIT_ANCHOR_KEY to check the anchors with")
	}
	key, err := anchor.ParseKey(text)
	if err != nil {
		return nil, err
	}
	return anchor.ParsePublicKey(anchor.PublicKey(key))
}

// withStore opens the database for a command.
func withStore(ctx context.Context, use func(*store.Store) error) error {
	url, err := environment("DATABASE_URL", "address of the database")
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	defer s.Close()
	return use(s)
}
