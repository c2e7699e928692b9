/* An open-loop load generator: what its parts share.
 *
 * A lane is a connection with up to `depth` requests under way. A door is a protocol spoken on lanes. Latency runs from
 * when a request was due, whether or not a lane was free then, to when its answer had been read.
 */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NS_PER_S 1000000000LL
#define MOST_STATUS 600

/* Log-linear: 128 buckets an octave, so a percentile is off by less than one per cent. */
#define HISTOGRAM_SUB_BITS 7
#define HISTOGRAM_BUCKETS ((64 - HISTOGRAM_SUB_BITS) << HISTOGRAM_SUB_BITS)

typedef struct {
    uint64_t count;
    int64_t largest_ns;
    uint32_t buckets[HISTOGRAM_BUCKETS];
} Histogram;

void histogram_clear(Histogram *histogram);
void histogram_add(Histogram *histogram, int64_t latency_ns);
/* The smallest latency that `share` of all are at or below, in ns; 0 when there are none. */
int64_t histogram_percentile(const Histogram *histogram, double share);

/* What one window saw. */
typedef struct {
    uint64_t sent;
    uint64_t answered;
    uint64_t broken;       /* under way on a connection that ended */
    uint64_t after_tmax;   /* answered later than `tmax_ns` after they were due */
    uint64_t response_bytes;
    uint64_t statuses[MOST_STATUS];
    uint64_t reconnects;
    Histogram latencies;
} Tally;

typedef struct {
    char *bytes;
    size_t length;
    size_t capacity;
    size_t start;          /* bytes before it are spent */
} Buffer;

/* Room for `more` bytes behind the end; returns where they go. The caller adds to `length`. */
char *buffer_room(Buffer *buffer, size_t more);
void buffer_add(Buffer *buffer, const void *bytes, size_t length);
void buffer_spend(Buffer *buffer, size_t length);

typedef struct {
    const char *bytes;
    size_t length;
} Body;

/* Text overwritten in every so-many-th request, so that it comes from somewhere never met before. */
typedef struct {
    const char *after;     /* the text it stands behind */
    size_t digits;
    uint64_t every;
    uint64_t next;
    uint64_t sent;
    size_t *offsets;       /* by body; SIZE_MAX where the text does not occur */
} Stamp;

#define MOST_STAMPS 4

struct Door;
typedef struct Lane {
    int fd;
    int number;
    bool connected;        /* greeted and ready for requests */
    bool wants_out;        /* waits for the socket to take more */
    bool is_dirty;         /* holds bytes to be written in this turn */
    bool is_queued;        /* waits among the free lanes */
    bool ends;             /* the other side asked us to leave after its answer */
    int under_way;
    int64_t *due_ns;       /* ring of `depth`, by order of sending */
    uint64_t head;         /* requests completed in order */
    uint64_t tail;         /* requests sent */
    Buffer in;
    Buffer out;
    void *state;           /* the door's own */
} Lane;

typedef struct Load {
    const struct Door *door;
    const char *host;
    int port;
    const char *path;
    const char *headers;   /* further HTTP header lines, each ending in CR LF */
    const char *subject;
    int batch;             /* requests in one NATS message */
    int lanes_count;
    int depth;
    int64_t tmax_ns;
    int64_t tick_ns;       /* of the open loop */
    Body *bodies;
    size_t bodies_count;
    size_t next_body;
    Stamp stamps[MOST_STAMPS];
    int stamps_count;
    Lane *lanes;
    Lane **dirty;
    int dirty_count;
    Lane **free_lanes;     /* ring of lanes with room, longest free first */
    uint64_t free_head, free_tail;
    int epoll_fd;
    uint64_t chance;       /* state of the schedule's random numbers */
    int64_t window_ns;     /* length of a window of the open loop, or 0 */
    int64_t began_ns;
    Histogram *windows;
    int windows_count;
    Tally tally;
} Load;

typedef struct Door {
    const char *name;
    /* Greet on a fresh connection. Sets `connected` at once, or in `read` when the greeting is answered. */
    void (*open)(Load *load, Lane *lane);
    /* Put one request for `body` into the lane's output. */
    void (*send)(Load *load, Lane *lane, const Body *body, size_t body_number);
    /* Take whole answers out of the lane's input. False when the other side speaks another protocol. */
    bool (*read)(Load *load, Lane *lane);
    void (*close)(Lane *lane);
    /* After the last request that is sent in one turn; may be NULL. */
    void (*turn_over)(Load *load, Lane *lane);
} Door;

extern const Door http_door, nats_door, grpc_stream_door, grpc_unary_door;

int64_t now_ns(void);
/* An answer to the request sent `place`-th on the lane (`lane->head` for the oldest). */
void answered(Load *load, Lane *lane, uint64_t place, int status, size_t response_bytes);
/* Append the body with its stamps applied. */
void add_body(Load *load, Buffer *out, const Body *body, size_t body_number);
void mark_dirty(Load *load, Lane *lane);
void lane_ready(Load *load, Lane *lane);

/* engine.c */
bool open_lanes(Load *load);
void saturate(Load *load, double seconds);
void offer(Load *load, double rate, double seconds);

#endif
