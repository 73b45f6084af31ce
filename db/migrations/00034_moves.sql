-- +goose Up
ALTER TABLE operations
    DROP CONSTRAINT operations_kind_check,
    DROP CONSTRAINT operations_status_check,
    ADD CONSTRAINT operations_kind_check CHECK (kind IN ('receipt', 'shipment', 'transfer', 'count', 'adjustment', 'return', 'move')),
    ADD CONSTRAINT operations_status_check CHECK (CASE kind
        WHEN 'receipt' THEN status IN ('expected', 'receiving', 'closed', 'closed_short', 'undone', 'cancelled')
        WHEN 'shipment' THEN status IN ('reserved', 'backordered', 'picking', 'picked', 'packed', 'dispatched', 'expired', 'cancelling', 'cancelled')
        WHEN 'transfer' THEN status IN ('awaiting_approval', 'reserved', 'in_transit', 'partially_received', 'closed', 'discrepancy', 'returning', 'returned', 'refused', 'cancelled')
        WHEN 'count' THEN status IN ('counting', 'recounting', 'awaiting_approval', 'closed', 'cancelled')
        WHEN 'adjustment' THEN status IN ('awaiting_approval', 'closed', 'refused', 'cancelled')
        ELSE status = 'closed'
    END);

-- +goose Down
ALTER TABLE operations
    DROP CONSTRAINT operations_kind_check,
    ADD CONSTRAINT operations_kind_check CHECK (kind IN ('receipt', 'shipment', 'transfer', 'count', 'adjustment', 'return'));
