/** Every test file gets a phone's store of its own. */
import "fake-indexeddb/auto";
