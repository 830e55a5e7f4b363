// The list of protocols, one line each, in alphabetical order: LINE(kName) for `const Protocol
// kName` of talk/machines. Included by talk/protocols.cc only.
#pragma once

// clang-format off
#define MINATO_PROTOCOL_LIST(LINE) \
  LINE(kDnsTcp)                    \
  LINE(kDnsUdp)                    \
  LINE(kFtp)                       \
  LINE(kHttp)                      \
  LINE(kImap)                      \
  LINE(kMySql)                     \
  LINE(kNtp)                       \
  LINE(kPop3)                      \
  LINE(kPostgreSql)                \
  LINE(kRdp)                       \
  LINE(kRedis)                     \
  LINE(kSmb)                       \
  LINE(kSmtp)                      \
  LINE(kSsh)                       \
  /* end */
// clang-format on
