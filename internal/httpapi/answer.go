package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"

	"stockflow/internal/httpapi/oas"
)

// answer is what a command is answered with: its outcome, or, when it was
// taken without waiting, where the outcome will be found.
type answer struct {
	outcome oas.CommandOutcome
	creates bool
	// pending is the command's id when its outcome isn't known yet.
	pending string
}

func (a answer) write(w http.ResponseWriter) error {
	switch {
	case a.pending != "":
		w.Header().Set("Location", basePath+"/commands/"+a.pending)
		return writeJSON(w, http.StatusAccepted, oas.PendingCommand{CommandID: a.pending, Status: oas.PendingCommandStatusPending})
	case a.creates:
		w.Header().Set("Location", basePath+"/operations/"+a.outcome.OperationID)
		return writeJSON(w, http.StatusCreated, a.outcome)
	default:
		return writeJSON(w, http.StatusOK, a.outcome)
	}
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode an answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n')) // the caller is gone: nobody is left to be told
	return nil
}

// The contract gives every operation a type of its own for its answer; those of
// commands are all alike.

// VisitCreateReceiptResponse implements oas.CreateReceiptResponseObject.
func (a answer) VisitCreateReceiptResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitReceiveReceiptResponse implements oas.ReceiveReceiptResponseObject.
func (a answer) VisitReceiveReceiptResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitPutAwayReceiptResponse implements oas.PutAwayReceiptResponseObject.
func (a answer) VisitPutAwayReceiptResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCloseReceiptResponse implements oas.CloseReceiptResponseObject.
func (a answer) VisitCloseReceiptResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCancelReceiptResponse implements oas.CancelReceiptResponseObject.
func (a answer) VisitCancelReceiptResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitUndoReceiptResponse implements oas.UndoReceiptResponseObject.
func (a answer) VisitUndoReceiptResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCreateShipmentResponse implements oas.CreateShipmentResponseObject.
func (a answer) VisitCreateShipmentResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitReserveShipmentResponse implements oas.ReserveShipmentResponseObject.
func (a answer) VisitReserveShipmentResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitPickShipmentResponse implements oas.PickShipmentResponseObject.
func (a answer) VisitPickShipmentResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitPackShipmentResponse implements oas.PackShipmentResponseObject.
func (a answer) VisitPackShipmentResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitDispatchShipmentResponse implements oas.DispatchShipmentResponseObject.
func (a answer) VisitDispatchShipmentResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCancelShipmentResponse implements oas.CancelShipmentResponseObject.
func (a answer) VisitCancelShipmentResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCreateTransferResponse implements oas.CreateTransferResponseObject.
func (a answer) VisitCreateTransferResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitDispatchTransferResponse implements oas.DispatchTransferResponseObject.
func (a answer) VisitDispatchTransferResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitReceiveTransferResponse implements oas.ReceiveTransferResponseObject.
func (a answer) VisitReceiveTransferResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCloseTransferResponse implements oas.CloseTransferResponseObject.
func (a answer) VisitCloseTransferResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitSettleTransferResponse implements oas.SettleTransferResponseObject.
func (a answer) VisitSettleTransferResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCancelTransferResponse implements oas.CancelTransferResponseObject.
func (a answer) VisitCancelTransferResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitReceiveReturnResponse implements oas.ReceiveReturnResponseObject.
func (a answer) VisitReceiveReturnResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCreateAdjustmentResponse implements oas.CreateAdjustmentResponseObject.
func (a answer) VisitCreateAdjustmentResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCancelAdjustmentResponse implements oas.CancelAdjustmentResponseObject.
func (a answer) VisitCancelAdjustmentResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCreateCountResponse implements oas.CreateCountResponseObject.
func (a answer) VisitCreateCountResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitEnterCountResponse implements oas.EnterCountResponseObject.
func (a answer) VisitEnterCountResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitSubmitCountResponse implements oas.SubmitCountResponseObject.
func (a answer) VisitSubmitCountResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitRecountCountResponse implements oas.RecountCountResponseObject.
func (a answer) VisitRecountCountResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCancelCountResponse implements oas.CancelCountResponseObject.
func (a answer) VisitCancelCountResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCreateReturnResponse implements oas.CreateReturnResponseObject.
func (a answer) VisitCreateReturnResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitSwapShipmentResponse implements oas.SwapShipmentResponseObject.
func (a answer) VisitSwapShipmentResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitSwapTransferResponse implements oas.SwapTransferResponseObject.
func (a answer) VisitSwapTransferResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitCreateMoveResponse implements oas.CreateMoveResponseObject.
func (a answer) VisitCreateMoveResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitApproveResponse implements oas.ApproveResponseObject.
func (a answer) VisitApproveResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitRefuseResponse implements oas.RefuseResponseObject.
func (a answer) VisitRefuseResponse(w http.ResponseWriter) error { return a.write(w) }
