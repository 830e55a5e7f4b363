// The list of protocols, one line each, in alphabetical order: LINE(kName) for `const Protocol
// kName` of talk/machines. Included by talk/protocols.cc only.
#pragma once

// clang-format off
#define MINATO_PROTOCOL_LIST(LINE) \
  LINE(kDnsTcp)                    \
  LINE(kDnsUdp)                    \
  LINE(kHttp)                      \
  LINE(kSsh)                       \
  /* end */
// clang-format on
