// Loads the BPF iterator socket_owners.bpf.c. C, because what bpftool generates is C.
#pragma once

#include <stdint.h>  // NOLINT(modernize-deprecated-headers): shared with C

#ifdef __cplusplus
extern "C" {
#endif

/// Opens the iterator: reading it to the end runs the program once over every open file.
/// wanted_states: one bit for each of the kernel's socket states, 0 for every state.
/// A descriptor, or a negative errno (EPERM without CAP_BPF and CAP_PERFMON).
int minato_open_owners_iterator(uint32_t wanted_states);

#ifdef __cplusplus
}
#endif
