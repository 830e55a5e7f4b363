// The words of identify in those of the audit.
#include "pipeline/audit_services.h"

#include <gtest/gtest.h>

namespace minato::pipeline {
namespace {

audit::ServiceGuess guess(const char* name, const char* product = "", const char* tunnel = "") {
  return audited_service({.name = name, .product = product, .tunnel = tunnel});
}

TEST(AuditedService, takes_the_names_of_the_checks) {
  EXPECT_EQ(guess("domain").service, "dns");
  EXPECT_EQ(guess("microsoft-ds").service, "smb");
  EXPECT_EQ(guess("redis").service, "redis");
  EXPECT_EQ(guess("imap", "Dovecot imapd", "tls").tunnel, "tls");
}

TEST(AuditedService, knows_interfaces_behind_http_by_their_product) {
  EXPECT_EQ(guess("http", "Elasticsearch").service, "elasticsearch");
  EXPECT_EQ(guess("http", "etcd").service, "etcd");
  EXPECT_EQ(guess("http", "nginx").service, "http");
}

TEST(IdentifyUnusual, asks_nobody_when_every_port_is_usual) {
  AuditRequest request;
  request.hosts.push_back({.address = *model::IpAddress::parse("127.0.0.1")});
  request.ports = {{22, model::Transport::tcp}, {53, model::Transport::udp}};
  const auto known = identify_unusual(request, {});
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->empty());
}

}  // namespace
}  // namespace minato::pipeline
