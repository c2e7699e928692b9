/* Options on the command line, commands on standard input, one JSON object a window on standard output.
 *
 *   saturate SECONDS
 *   offer RATE SECONDS [WINDOW_SECONDS]
 */
#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#define MOST_HEADERS 4096

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(2);
}

/* Bodies as 4 bytes of length, little end first, and as many bytes each. */
static void read_bodies(Load *load, const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) fail("there are no bodies to send");
    size_t room = 0;
    unsigned char prefix[4];
    while (fread(prefix, 1, 4, file) == 4) {
        size_t length = (size_t)prefix[0] | (size_t)prefix[1] << 8 | (size_t)prefix[2] << 16 | (size_t)prefix[3] << 24;
        char *bytes = malloc(length + 1);
        if (!bytes || fread(bytes, 1, length, file) != length) fail("a body is cut short");
        bytes[length] = 0;
        if (load->bodies_count == room) {
            room = room ? 2 * room : 1024;
            load->bodies = realloc(load->bodies, room * sizeof(Body));
            if (!load->bodies) fail("out of memory");
        }
        load->bodies[load->bodies_count++] = (Body){bytes, length};
    }
    fclose(file);
    if (!load->bodies_count) fail("there are no bodies to send");
}

static void prepare_stamps(Load *load) {
    for (int number = 0; number < load->stamps_count; number++) {
        Stamp *stamp = &load->stamps[number];
        stamp->offsets = calloc(load->bodies_count, sizeof(size_t));
        for (size_t body = 0; body < load->bodies_count; body++) {
            const Body *one = &load->bodies[body];
            const char *found = memmem(one->bytes, one->length, stamp->after, strlen(stamp->after));
            size_t offset = found ? (size_t)(found - one->bytes) + strlen(stamp->after) : SIZE_MAX;
            stamp->offsets[body] = found && offset + stamp->digits <= one->length ? offset : SIZE_MAX;
        }
    }
}

static void print_latencies(const Histogram *histogram) {
    printf("\"p50_ms\":%.4f,\"p90_ms\":%.4f,\"p99_ms\":%.4f,\"p999_ms\":%.4f,\"max_ms\":%.4f",
           histogram_percentile(histogram, 0.50) / 1e6, histogram_percentile(histogram, 0.90) / 1e6,
           histogram_percentile(histogram, 0.99) / 1e6, histogram_percentile(histogram, 0.999) / 1e6,
           histogram->largest_ns / 1e6);
}

static double cpu_s(void) {
    struct timespec spent;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return (double)spent.tv_sec + spent.tv_nsec / 1e9;
}

static void print_tally(const Load *load, double seconds, double own_cpu_s) {
    const Tally *tally = &load->tally;
    printf("{\"seconds\":%.6f,\"sent\":%llu,\"answered\":%llu,\"broken\":%llu,\"reconnects\":%llu,\"after_tmax\":%llu,"
           "\"response_bytes\":%llu,\"own_cpu_ns\":%.0f,\"statuses\":{",
           seconds, (unsigned long long)tally->sent, (unsigned long long)tally->answered,
           (unsigned long long)tally->broken, (unsigned long long)tally->reconnects,
           (unsigned long long)tally->after_tmax, (unsigned long long)tally->response_bytes, own_cpu_s * 1e9);
    const char *comma = "";
    for (int status = 0; status < MOST_STATUS; status++) {
        if (!tally->statuses[status]) continue;
        printf("%s\"%d\":%llu", comma, status, (unsigned long long)tally->statuses[status]);
        comma = ",";
    }
    printf("},");
    print_latencies(&tally->latencies);
    printf(",\"windows\":[");
    for (int window = 0; window < load->windows_count; window++) {
        printf("%s{\"answered\":%llu,", window ? "," : "", (unsigned long long)load->windows[window].count);
        print_latencies(&load->windows[window]);
        printf("}");
    }
    printf("]}\n");
    fflush(stdout);
}

static void run(Load *load, double rate, double seconds, double window_s) {
    load->window_ns = (int64_t)(window_s * NS_PER_S);
    load->windows_count = window_s > 0 ? (int)(seconds / window_s + 0.5) : 0;
    free(load->windows);
    load->windows = calloc((size_t)load->windows_count + 1, sizeof(Histogram));
    double cpu_before_s = cpu_s();
    if (rate > 0) offer(load, rate, seconds);
    else saturate(load, seconds);
    print_tally(load, (double)(now_ns() - load->began_ns) / NS_PER_S, cpu_s() - cpu_before_s);
}

static const Door *door_named(const char *name) {
    if (!strcmp(name, "http")) return &http_door;
    if (!strcmp(name, "nats")) return &nats_door;
    if (!strcmp(name, "grpc-stream")) return &grpc_stream_door;
    if (!strcmp(name, "grpc")) return &grpc_unary_door;
    fail("the doors are http, nats, grpc-stream and grpc");
    return NULL;
}

/* AFTER,DIGITS,EVERY,FIRST: the first may hold no comma. */
static void add_stamp(Load *load, char *text) {
    if (load->stamps_count == MOST_STAMPS) fail("too many stamps");
    Stamp *stamp = &load->stamps[load->stamps_count++];
    stamp->after = strsep(&text, ",");
    char *digits = strsep(&text, ","), *every = strsep(&text, ","), *first = strsep(&text, ",");
    if (!digits || !every || !first) fail("a stamp is AFTER,DIGITS,EVERY,FIRST");
    stamp->digits = strtoul(digits, NULL, 10);
    stamp->every = strtoull(every, NULL, 10);
    stamp->next = strtoull(first, NULL, 10);
    if (!stamp->every) fail("a stamp is for every first, second, ... request");
}

int main(int count, char **words) {
    static Load load = {.host = "127.0.0.1", .path = "/v1/bid", .headers = "", .subject = "", .batch = 1,
                        .lanes_count = 64, .depth = 1, .tmax_ns = 120000000, .tick_ns = 250000,
                        .chance = 0x9E3779B97F4A7C15ULL};
    static char headers[MOST_HEADERS];
    if (count < 2) fail("usage: load DOOR --port PORT --bodies FILE [--lanes N] [--depth N] ...");
    load.door = door_named(words[1]);
    const char *bodies = NULL;
    for (int number = 2; number + 1 < count; number += 2) {
        const char *option = words[number];
        char *value = words[number + 1];
        if (!strcmp(option, "--port")) load.port = atoi(value);
        else if (!strcmp(option, "--host")) load.host = value;
        else if (!strcmp(option, "--bodies")) bodies = value;
        else if (!strcmp(option, "--lanes")) load.lanes_count = atoi(value);
        else if (!strcmp(option, "--depth")) load.depth = atoi(value);
        else if (!strcmp(option, "--path")) load.path = value;
        else if (!strcmp(option, "--subject")) load.subject = value;
        else if (!strcmp(option, "--batch")) load.batch = atoi(value);
        else if (!strcmp(option, "--tmax-ms")) load.tmax_ns = atoll(value) * 1000000;
        else if (!strcmp(option, "--tick-us")) load.tick_ns = atoll(value) * 1000;
        else if (!strcmp(option, "--stamp")) add_stamp(&load, value);
        else if (!strcmp(option, "--header")) {
            size_t used = strlen(headers);
            if (used + strlen(value) + 3 > sizeof headers / 2) fail("too many headers");
            strcat(strcat(headers, value), "\r\n");
            load.headers = headers;
        } else fail(option);
    }
    if (!bodies || !load.port || load.lanes_count < 1 || load.depth < 1 || load.batch < 1 || load.tick_ns < 1000) fail("an option is missing");
    prctl(PR_SET_PDEATHSIG, 9);
    prctl(PR_SET_TIMERSLACK, 1000);
    read_bodies(&load, bodies);
    prepare_stamps(&load);
    if (!open_lanes(&load)) fail("nobody listens there");
    puts("{}");
    fflush(stdout);
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        double rate = 0, seconds = 0, window_s = 0;
        if (sscanf(line, "saturate %lf", &seconds) == 1) run(&load, 0, seconds, 0);
        else if (sscanf(line, "offer %lf %lf %lf", &rate, &seconds, &window_s) >= 2) run(&load, rate, seconds, window_s);
        else fail(line);
    }
    return 0;
}
