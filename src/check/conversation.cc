// The machine of the target's protocol; without one, a greeting is waited for.
#include "check/conversation.h"

#include "check/greeting.h"

namespace minato::check {

std::unique_ptr<talk::Machine> machine_for(const Target& target, const std::string& method) {
  if (target.protocol == nullptr) return std::make_unique<Greeting>();
  return target.protocol->create(
      {.host = target.host, .port = target.port.number, .method = method, .path = target.path});
}

talk::TalkOptions talk_options(const Target& target) {
  talk::TalkOptions options{.wrapping = target.wrapping};
  options.tls.staple_wanted = true;
  options.tls.server_name = target.literal ? "" : target.host;
  if (target.protocol != nullptr && target.protocol->name == "http") {
    options.tls.alpn = {"http/1.1"};
  }
  return options;
}

}  // namespace minato::check
