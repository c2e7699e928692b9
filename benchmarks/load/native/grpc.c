/* gRPC over cleartext HTTP/2, with frames built by hand: one bidirectional stream a lane, or a call a request. */
#define _GNU_SOURCE
#include "load.h"

#include <stdlib.h>
#include <string.h>

enum { DATA = 0, HEADERS = 1, RST_STREAM = 3, SETTINGS = 4, PING = 6, GOAWAY = 7, WINDOW_UPDATE = 8 };
enum { END_STREAM = 1, ACK = 1, END_HEADERS = 4 };

#define FRAME_HEAD 9
#define MOST_FRAME 16384
#define WIDEST_WINDOW 0x7fffffff
#define FIRST_WINDOW 65535
#define REOPEN_AFTER (16 * 1024 * 1024)
#define INITIAL_WINDOW_SIZE 4
#define MOST_ENVELOPE 32
#define FAILED 500
#define SLOT_TURNS 16 /* how often an answer may be overtaken by all the others */

typedef struct {
    bool is_stream;
    int64_t send_window, stream_window, first_window;
    uint64_t consumed;
    uint64_t stream_id;    /* of the next call */
    Buffer held;           /* frames that the other side has no window for yet */
    Buffer *messages;      /* what has arrived of each answer */
    bool *done;
    size_t slots;
} Conversation;

static void put_frame_head(unsigned char *at, size_t length, int type, int flags, uint32_t stream) {
    unsigned char head[FRAME_HEAD] = {
        (unsigned char)(length >> 16), (unsigned char)(length >> 8), (unsigned char)length, (unsigned char)type, (unsigned char)flags,
        (unsigned char)(stream >> 24), (unsigned char)(stream >> 16), (unsigned char)(stream >> 8), (unsigned char)stream};
    memcpy(at, head, sizeof head);
}

static void add_frame(Buffer *out, int type, int flags, uint32_t stream, const void *payload, size_t length) {
    unsigned char head[FRAME_HEAD];
    put_frame_head(head, length, type, flags, stream);
    buffer_add(out, head, sizeof head);
    buffer_add(out, payload, length);
}

static void add_window(Buffer *out, uint32_t stream, uint32_t more) {
    unsigned char payload[4] = {(unsigned char)(more >> 24), (unsigned char)(more >> 16), (unsigned char)(more >> 8), (unsigned char)more};
    add_frame(out, WINDOW_UPDATE, 0, stream, payload, sizeof payload);
}

static void add_text(Buffer *out, const char *text) {
    unsigned char length = (unsigned char)strlen(text);
    buffer_add(out, &length, 1);
    buffer_add(out, text, length);
}

/* HPACK without a dynamic table: nothing to agree upon with the other side (RFC 7541, 6.2.2). */
static void add_call(Buffer *out, const char *method, uint32_t stream) {
    Buffer block = {0};
    buffer_add(&block, "\x83\x86\x04", 3); /* POST, http, and a literal path */
    add_text(&block, method);
    buffer_add(&block, "\x01", 1);
    add_text(&block, "bidder");
    buffer_add(&block, "\x0f\x10", 2);
    add_text(&block, "application/grpc");
    buffer_add(&block, "\x00", 1);
    add_text(&block, "te");
    add_text(&block, "trailers");
    add_frame(out, HEADERS, END_HEADERS, stream, block.bytes, block.length);
    free(block.bytes);
}

static Conversation *open_conversation(Load *load, Lane *lane, bool is_stream) {
    Conversation *talk = calloc(1, sizeof *talk);
    lane->state = talk;
    talk->is_stream = is_stream;
    talk->send_window = talk->stream_window = talk->first_window = FIRST_WINDOW;
    talk->stream_id = 1;
    talk->slots = is_stream ? 1 : (size_t)load->depth * SLOT_TURNS;
    talk->messages = calloc(talk->slots, sizeof(Buffer));
    talk->done = calloc(talk->slots, sizeof(bool));
    buffer_add(&lane->out, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 24);
    static const unsigned char settings[] = {0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff};
    add_frame(&lane->out, SETTINGS, 0, 0, settings, sizeof settings);
    add_window(&lane->out, 0, WIDEST_WINDOW - FIRST_WINDOW);
    if (is_stream) {
        add_call(&lane->out, "/campaign_express.bidding.v1.BiddingService/StreamBids", 1);
    }
    return talk;
}

static void open_stream(Load *load, Lane *lane) { open_conversation(load, lane, true); }
static void open_unary(Load *load, Lane *lane) { open_conversation(load, lane, false); }

static void close_conversation(Lane *lane) {
    Conversation *talk = lane->state;
    for (size_t slot = 0; slot < talk->slots; slot++) free(talk->messages[slot].bytes);
    free(talk->messages);
    free(talk->done);
    free(talk->held.bytes);
    free(talk);
    lane->state = NULL;
}

/* Let go of held frames as far as the windows reach. */
static void release(Conversation *talk, Lane *lane) {
    Buffer *held = &talk->held;
    while (held->start < held->length) {
        const unsigned char *at = (const unsigned char *)held->bytes + held->start;
        int64_t payload = at[0] << 16 | at[1] << 8 | at[2];
        if (at[3] == DATA) {
            if (payload > talk->send_window || (talk->is_stream && payload > talk->stream_window)) return;
            talk->send_window -= payload;
            talk->stream_window -= payload;
        }
        buffer_add(&lane->out, at, FRAME_HEAD + (size_t)payload);
        buffer_spend(held, FRAME_HEAD + (size_t)payload);
    }
}

static size_t put_varint(unsigned char *at, size_t value) {
    size_t length = 0;
    for (; value > 0x7f; value >>= 7) at[length++] = (unsigned char)(value | 0x80);
    at[length++] = (unsigned char)value;
    return length;
}

/* One `BidRequest` with the body as its field 1. */
static void send_grpc(Load *load, Lane *lane, const Body *body, size_t body_number) {
    Conversation *talk = lane->state;
    unsigned char envelope[MOST_ENVELOPE];
    unsigned char length[MOST_ENVELOPE];
    size_t length_bytes = put_varint(length, body->length);
    size_t message = 1 + length_bytes + body->length;
    uint32_t stream = 1;
    if (!talk->is_stream) {
        stream = (uint32_t)(2 * lane->tail + 1);
        size_t slot = lane->tail % talk->slots;
        talk->done[slot] = false;
        talk->messages[slot].start = talk->messages[slot].length = 0;
        add_call(&talk->held, "/campaign_express.bidding.v1.BiddingService/ProcessBid", stream);
    }
    put_frame_head(envelope, 5 + message, DATA, talk->is_stream ? 0 : END_STREAM, stream);
    unsigned char *prefix = envelope + FRAME_HEAD;
    prefix[0] = 0;
    for (int byte = 0; byte < 4; byte++) prefix[1 + byte] = (unsigned char)(message >> (24 - 8 * byte));
    prefix[5] = 0x0a;
    memcpy(prefix + 6, length, length_bytes);
    buffer_add(&talk->held, envelope, FRAME_HEAD + 6 + length_bytes);
    add_body(load, &talk->held, body, body_number);
    release(talk, lane);
}

static size_t varint(const unsigned char *at, const unsigned char *end, uint64_t *value) {
    *value = 0;
    for (size_t length = 0; at + length < end && length < 10; length++) {
        *value |= (uint64_t)(at[length] & 0x7f) << (7 * length);
        if (!(at[length] & 0x80)) return length + 1;
    }
    return 0;
}

/* `status` and the size of `openrtb_json` of a `BidResponse`. */
static int read_response(const unsigned char *at, size_t length, size_t *json) {
    const unsigned char *end = at + length;
    int status = 0;
    *json = 0;
    while (at < end) {
        uint64_t key, value;
        size_t step = varint(at, end, &key);
        if (!step) return FAILED;
        at += step;
        if (!(step = varint(at, end, &value))) return FAILED;
        at += step;
        if ((key & 7) == 2) {
            if (value > (uint64_t)(end - at)) return FAILED;
            at += value;
            if (key >> 3 == 1) *json = value;
        } else if (key >> 3 == 3) {
            status = (int)value;
        }
    }
    return status;
}

static void take_messages(Load *load, Lane *lane, Conversation *talk, uint32_t stream) {
    uint64_t place = talk->is_stream ? lane->head : (stream - 1) / 2;
    size_t slot = talk->is_stream ? 0 : place % talk->slots;
    Buffer *message = &talk->messages[slot];
    while (message->length - message->start >= 5) {
        const unsigned char *at = (const unsigned char *)message->bytes + message->start;
        size_t length = (size_t)at[1] << 24 | (size_t)at[2] << 16 | (size_t)at[3] << 8 | at[4];
        if (message->length - message->start < 5 + length) return;
        size_t json;
        int status = read_response(at + 5, length, &json);
        buffer_spend(message, 5 + length);
        talk->done[slot] = true;
        answered(load, lane, talk->is_stream ? lane->head : place, status, json);
    }
}

static void take_data(Load *load, Lane *lane, uint32_t stream, const unsigned char *payload, size_t length) {
    Conversation *talk = lane->state;
    size_t slot = talk->is_stream ? 0 : (stream - 1) / 2 % talk->slots;
    buffer_add(&talk->messages[slot], payload, length);
    take_messages(load, lane, talk, stream);
    talk->consumed += length;
    if (talk->consumed < REOPEN_AFTER) return;
    add_window(&lane->out, 0, (uint32_t)talk->consumed);
    if (talk->is_stream) add_window(&lane->out, 1, (uint32_t)talk->consumed);
    talk->consumed = 0;
    mark_dirty(load, lane);
}

static void take_settings(Load *load, Lane *lane, const unsigned char *payload, size_t length) {
    Conversation *talk = lane->state;
    for (; length >= 6; payload += 6, length -= 6) {
        if ((payload[0] << 8 | payload[1]) != INITIAL_WINDOW_SIZE) continue;
        int64_t window = (int64_t)payload[2] << 24 | payload[3] << 16 | payload[4] << 8 | payload[5];
        talk->stream_window += window - talk->first_window;
        talk->first_window = window;
    }
    add_frame(&lane->out, SETTINGS, ACK, 0, "", 0);
    lane->connected = true;
    mark_dirty(load, lane);
}

static void take_end(Load *load, Lane *lane, uint32_t stream) {
    Conversation *talk = lane->state;
    if (talk->is_stream) {
        lane->ends = true;
        return;
    }
    uint64_t place = (stream - 1) / 2;
    if (!talk->done[place % talk->slots]) {
        talk->done[place % talk->slots] = true;
        answered(load, lane, place, FAILED, 0);
    }
}

static void take_frame(Load *load, Lane *lane, int type, int flags, uint32_t stream, const unsigned char *payload, size_t length) {
    Conversation *talk = lane->state;
    switch (type) {
    case DATA:
        take_data(load, lane, stream, payload, length);
        break;
    case HEADERS:
        if (flags & END_STREAM) take_end(load, lane, stream);
        break;
    case RST_STREAM:
        take_end(load, lane, stream);
        break;
    case SETTINGS:
        if (!(flags & ACK)) take_settings(load, lane, payload, length);
        break;
    case PING:
        if (!(flags & ACK)) {
            add_frame(&lane->out, PING, ACK, 0, payload, length);
            mark_dirty(load, lane);
        }
        break;
    case GOAWAY:
        lane->ends = true;
        break;
    case WINDOW_UPDATE: {
        int64_t more = (int64_t)(payload[0] & 0x7f) << 24 | payload[1] << 16 | payload[2] << 8 | payload[3];
        if (stream) talk->stream_window += more;
        else talk->send_window += more;
        release(talk, lane);
        mark_dirty(load, lane);
        break;
    }
    default:
        break;
    }
}

static bool read_grpc(Load *load, Lane *lane) {
    Buffer *in = &lane->in;
    while (in->length - in->start >= FRAME_HEAD) {
        const unsigned char *at = (const unsigned char *)in->bytes + in->start;
        size_t length = (size_t)at[0] << 16 | (size_t)at[1] << 8 | at[2];
        if (length > MOST_FRAME) return false;
        if (in->length - in->start < FRAME_HEAD + length) return true;
        uint32_t stream = (uint32_t)(at[5] & 0x7f) << 24 | (uint32_t)at[6] << 16 | (uint32_t)at[7] << 8 | at[8];
        take_frame(load, lane, at[3], at[4], stream, at + FRAME_HEAD, length);
        buffer_spend(in, FRAME_HEAD + length);
    }
    return true;
}

const Door grpc_stream_door = {
    .name = "gRPC", .open = open_stream, .send = send_grpc, .read = read_grpc, .close = close_conversation};
const Door grpc_unary_door = {
    .name = "gRPC", .open = open_unary, .send = send_grpc, .read = read_grpc, .close = close_conversation};
