package dev.gather.api;

import dev.gather.fetch.FailureCode;

/** One request object. */
final class ItemFrame extends ObjectFrame<ItemDraft> {
    private final BatchDraft batch;
    private final Frame parent;

    ItemFrame(Frame parent, BatchDraft batch, ItemDraft item) {
        super(parent, ItemDraft.FIELDS, item);
        this.batch = batch;
        this.parent = parent;
    }

    @Override
    void complain(String pointer, Fault fault) {
        complain(batch, draft(), parent, pointer, fault);
    }

    /** A fault that is the item's own ends with it; any other is the call's. */
    static void complain(BatchDraft batch, ItemDraft item, Frame parent, String pointer, Fault fault) {
        FailureCode code = fault.itemCode();
        if (code == null) {
            parent.complain(pointer, fault);
        } else {
            batch.reject(item, pointer, code, fault.detail());
        }
    }

    @Override
    void close() {
        if (draft().url() == null) {
            complain(pointer(), Fault.ofCall("url is missing."));
        }
        String id = draft().id();
        if (id != null && !batch.claim(id)) {
            complain(pointer() + "/id", Fault.ofCall("Another item has this id."));
        }
    }
}
