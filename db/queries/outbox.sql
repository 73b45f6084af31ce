-- name: ClaimNotices :many
-- The oldest notices that nobody works on; the claim lapses by itself.
UPDATE process_notices n SET claimed_until = now() + interval '15 seconds'
FROM (
    SELECT c.operation_id FROM process_notices c WHERE c.claimed_until < now()
    ORDER BY c.created_at LIMIT @max_rows FOR UPDATE SKIP LOCKED
) due, operations o
WHERE n.operation_id = due.operation_id AND o.id = n.operation_id
RETURNING n.operation_id, n.revision, o.kind, o.number, o.status, o.warehouse_id, o.destination_id;

-- name: DeleteNotice :exec
DELETE FROM process_notices WHERE operation_id = @operation_id AND revision = @revision;

-- name: CountNotices :one
SELECT count(*) FROM process_notices;

-- name: ParkCommand :exec
-- A command that was refused may be sent again, and is decided anew.
INSERT INTO parked_commands AS p (command_id, user_id, warehouse_id, command)
SELECT @command_id::uuid, @user_id::bigint, @warehouse_id::bigint, @command::jsonb
WHERE NOT EXISTS (SELECT FROM idempotency_keys k WHERE k.command_id = @command_id AND k.request_hash <> @request_hash::text)
ON CONFLICT (command_id) DO UPDATE SET warehouse_id = EXCLUDED.warehouse_id, command = EXCLUDED.command,
    answer = NULL, answered_at = NULL, parked_at = now(), claimed_until = '-infinity'
WHERE p.answer -> 'refusal' IS NOT NULL;

-- name: CommandTaken :one
-- Whether the command's id stands for another request already.
SELECT (EXISTS (SELECT FROM idempotency_keys k WHERE k.command_id = @command_id AND k.request_hash <> @request_hash::text)
    OR EXISTS (SELECT FROM parked_commands p WHERE p.command_id = @command_id AND p.command ->> 'request_hash' <> @request_hash::text))::boolean AS taken;

-- name: ClaimParked :many
UPDATE parked_commands p SET claimed_until = now() + interval '15 seconds'
FROM (
    SELECT c.command_id FROM parked_commands c WHERE c.answer IS NULL AND c.claimed_until < now()
    ORDER BY c.parked_at LIMIT @max_rows FOR UPDATE SKIP LOCKED
) due
WHERE p.command_id = due.command_id
RETURNING p.command;

-- name: AnswerParked :many
UPDATE parked_commands SET answer = @answer, answered_at = now() WHERE command_id = @command_id AND answer IS NULL RETURNING command;

-- name: ParkedCommand :one
SELECT * FROM parked_commands WHERE command_id = @command_id AND user_id = @user_id;

-- name: RecordedAnswer :one
SELECT answer FROM idempotency_keys WHERE command_id = @command_id AND user_id = @user_id;
