// What -A tells of a service beyond its product: the certificate, the host keys. Pure: which
// further questions that takes, and what the answers amount to.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "identify/evidence.h"
#include "model/service.h"
#include "talk/machine.h"

namespace minato::identify {

/// One more conversation.
struct FurtherQuestion {
  std::string host_key{};                    ///< SSH: the algorithms to ask a key of
  const talk::Protocol* starttls = nullptr;  ///< whose certificate is only shown after STARTTLS

  bool operator==(const FurtherQuestion&) const = default;
};

/// Few: one for each sort of key, or one.
[[nodiscard]] std::vector<FurtherQuestion> further_questions(const model::Service& service,
                                                             std::span<const Evidence> evidence);
[[nodiscard]] std::unique_ptr<talk::Machine> machine_of(const FurtherQuestion& question,
                                                        const talk::MachineOptions& options);

/// Adds what the evidence shows as details of the service: certificate-subject, -issuer, -from,
/// -until, -names, -key, -sha256 (hexadecimal, colons between), host-key-TYPE (bits and
/// fingerprint, as ssh-keygen -l prints it). Values are hostile.
void add_details(model::Service& service, std::span<const Evidence> evidence);

}  // namespace minato::identify
