import type { BarcodeDetector as Detector, BarcodeFormat } from 'barcode-detector/ponyfill';

type DetectorClass = typeof Detector;

// What stands on goods, cases and bins; fewer formats are found faster.
const wanted: BarcodeFormat[] = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'itf', 'code_128', 'code_39', 'data_matrix', 'qr_code'];

/** makeDetector gives the browser's own reader of barcodes, or the one that comes along as WebAssembly. */
export async function makeDetector(): Promise<Detector> {
  const native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (native) {
    const formats = await native.getSupportedFormats();
    const usable = wanted.filter((f) => formats.includes(f));
    // On some systems the class is there and reads nothing.
    if (usable.includes('ean_13') && usable.includes('code_128')) return new native({ formats: usable });
  }
  const { WasmDetector } = await import('./wasm');
  return new WasmDetector({ formats: wanted });
}
