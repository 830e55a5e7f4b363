// Names of containers from the files that docker, podman and kubernetes keep.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "host/container_files.h"
#include "host/container_names.h"

namespace minato::host {
namespace {

const std::string kId(64, 'c');
const std::string kConfig = R"({"ID":")" + kId + R"(","Name":"/web","State":{"Running":true},
 "NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"},
 {"HostIp":"::","HostPort":"8080"}],"53/udp":[{"HostIp":"","HostPort":"5353"}],"9/tcp":null}}})";

TEST(DockerConfig, tells_name_and_published_ports) {
  const auto found = parse_docker_config(kConfig);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "web");
  EXPECT_TRUE(found->running);
  const std::vector<model::Port> ports = {
      {8080, model::Transport::tcp}, {8080, model::Transport::tcp}, {5353, model::Transport::udp}};
  EXPECT_EQ(found->published, ports);
}

TEST(DockerConfig, other_shapes_say_nothing) {
  for (const std::string_view text : {"", "{", "[]", "1", "null"}) {
    EXPECT_FALSE(parse_docker_config(text)) << text;
  }
  for (const std::string_view text :
       {R"({"Name":7,"State":[],"NetworkSettings":{"Ports":[]}})", "{}",
        R"({"NetworkSettings":{"Ports":{"x":[{"HostPort":"1"}],"80/tcp":[7,{"HostPort":1}]}}})",
        R"({"NetworkSettings":{"Ports":{"80/tcp":[{"HostPort":"99999"},{"HostPort":"0"}]}}})"}) {
    EXPECT_EQ(parse_docker_config(text), DockerContainer{}) << text;
  }
  EXPECT_FALSE(parse_docker_config(std::string(100'000, '['))) << "too deep";
}

TEST(PodmanContainers, maps_ids_to_the_first_name) {
  const auto names = parse_podman_containers(
      R"([{"id":"a","names":["web","other"]},{"id":"b"},{"id":"c","names":[]},7])");
  EXPECT_EQ(names, (std::map<std::string, std::string, std::less<>>{{"a", "web"}}));
  EXPECT_TRUE(parse_podman_containers("{}").empty());
  EXPECT_TRUE(parse_podman_containers("").empty());
}

TEST(KubernetesLogs, name_pod_and_container) {
  EXPECT_EQ(kubernetes_name("api-7d_shop_web-" + kId + ".log", kId), "shop/api-7d/web");
  EXPECT_EQ(kubernetes_name("api-7d_shop_web-" + kId + ".log", std::string(64, 'd')), "");
  EXPECT_EQ(kubernetes_name(kId + ".log", kId), "");
  EXPECT_EQ(kubernetes_name("x-" + kId, kId), "");
  EXPECT_EQ(kubernetes_name("", ""), "");
}

class ContainerFolders : public testing::Test {
 protected:
  ContainerFolders() {
    root_ = std::filesystem::temp_directory_path() /
            ("minato-containers-" +
             std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(root_);
    write("var/lib/docker/containers/" + kId + "/config.v2.json", kConfig);
    write("var/lib/containers/storage/overlay-containers/containers.json",
          R"([{"id":")" + kId + R"(","names":["db"]}])");
    write("var/log/containers/api-7d_shop_web-" + kId + ".log", "");
  }
  ~ContainerFolders() override { std::filesystem::remove_all(root_); }

  void write(const std::string& path, const std::string& content) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << content;
  }

  std::filesystem::path root_;
};

TEST_F(ContainerFolders, know_the_names_of_each_engine) {
  ContainerNames names(root_);
  EXPECT_EQ(names.name({"docker", kId}, 0), "web");
  EXPECT_EQ(names.name({"podman", kId}, 0), "db");
  EXPECT_EQ(names.name({"kubernetes", kId}, 0), "shop/api-7d/web");
  EXPECT_EQ(names.name({"lxc", "web"}, 0), "");
  EXPECT_EQ(names.name({"docker", std::string(64, '0')}, 0), "") << "not there";
}

TEST_F(ContainerFolders, know_who_publishes_a_port) {
  ContainerNames names(root_);
  const auto publisher = names.docker_publisher({8080, model::Transport::tcp});
  ASSERT_TRUE(publisher);
  EXPECT_EQ(publisher->name, "web");
  EXPECT_FALSE(names.docker_publisher({8080, model::Transport::udp}));
}

}  // namespace
}  // namespace minato::host
