-- name: ListAudit :many
-- Of some streams: the newest of each, and of these the newest. What is asked
-- for besides is mostly left out. The query is planned for its parameters, so
-- that what is left out costs nothing and what is given finds its index, in
-- the months between from and before.
SELECT a.stream, a.seq, a.at, a.user_id, COALESCE(u.name, '') AS user_name, a.action, a.subject_kind, a.subject_id,
    a.before, a.after, a.remote_address, a.request_id
FROM unnest(@streams::text[]) AS s(stream)
CROSS JOIN LATERAL (
    SELECT x.* FROM audit_records x
    WHERE x.stream = s.stream AND x.at <= @before_at::timestamptz AND x.at >= @from_at::timestamptz
        -- (at, stream, seq) before the end of the page before, said of one stream.
        AND (x.at, x.seq) < (@before_at::timestamptz, CASE
            WHEN s.stream < @before_stream::text THEN 9223372036854775807
            WHEN s.stream = @before_stream::text THEN @before_seq::bigint
            ELSE 0 END)
        AND (@user_id::bigint = 0 OR x.user_id = @user_id)
        AND (@action::text = '' OR x.action = @action)
        AND (@subject_kind::text = '' OR x.subject_kind = @subject_kind)
        AND (@subject_id::text = '' OR x.subject_id = @subject_id)
        AND (@remote_address::text = '' OR (x.remote_address = @remote_address AND x.remote_address <> ''))
    ORDER BY x.at DESC, x.seq DESC LIMIT @max_rows
) a LEFT JOIN users u ON u.id = a.user_id
ORDER BY a.at DESC, a.stream DESC, a.seq DESC LIMIT @max_rows;

-- name: KnownStreams :many
SELECT stream FROM audit_heads ORDER BY stream;
