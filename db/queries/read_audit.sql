-- What is asked for besides the streams is mostly left out. Both queries are
-- planned for their parameters, so that what is left out costs nothing and
-- what is given finds its index, in the months between from and before.

-- name: ListAudit :many
-- Of all streams, by nothing but time and subject.
SELECT a.stream, a.seq, a.at, a.user_id, COALESCE(u.name, '') AS user_name, a.action, a.subject_kind, a.subject_id,
    a.before, a.after, a.remote_address, a.request_id
FROM audit_records a LEFT JOIN users u ON u.id = a.user_id
WHERE a.at <= @before_at::timestamptz AND a.at >= @from_at::timestamptz
    AND (a.at, a.stream, a.seq) < (@before_at::timestamptz, @before_stream::text, @before_seq::bigint)
    AND (@subject_kind::text = '' OR a.subject_kind = @subject_kind)
    AND (@subject_id::text = '' OR a.subject_id = @subject_id)
ORDER BY a.at DESC, a.stream DESC, a.seq DESC LIMIT @max_rows;

-- name: ListAuditOfStreams :many
-- Of some streams: the newest of each, and of these the newest.
SELECT a.stream, a.seq, a.at, a.user_id, COALESCE(u.name, '') AS user_name, a.action, a.subject_kind, a.subject_id,
    a.before, a.after, a.remote_address, a.request_id
FROM unnest(@streams::text[]) AS s(stream)
CROSS JOIN LATERAL (
    SELECT x.* FROM audit_records x
    WHERE x.stream = s.stream AND x.at <= @before_at::timestamptz AND x.at >= @from_at::timestamptz
        AND (x.at, x.stream, x.seq) < (@before_at::timestamptz, @before_stream::text, @before_seq::bigint)
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
