-- name: ListAudit :many
SELECT a.stream, a.seq, a.at, a.user_id, COALESCE(u.name, '') AS user_name, a.action, a.subject_kind, a.subject_id,
    a.before, a.after, a.remote_address, a.request_id
FROM audit_records a LEFT JOIN users u ON u.id = a.user_id
WHERE (a.at, a.stream, a.seq) < (@before_at::timestamptz, @before_stream::text, @before_seq::bigint)
    AND a.at >= @from_at::timestamptz
    AND (@everything::boolean OR a.stream = ANY(@streams::text[]))
    AND (@user_id::bigint = 0 OR a.user_id = @user_id)
    AND (@subject_kind::text = '' OR a.subject_kind = @subject_kind)
    AND (@subject_id::text = '' OR a.subject_id = @subject_id)
ORDER BY a.at DESC, a.stream DESC, a.seq DESC LIMIT @max_rows;
