package store_test

import "context"

// tctx is the context of statements that can't hang.
var tctx = context.Background()
