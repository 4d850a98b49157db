// A provider for OpenTofu that keeps resources of the simulated cloud in fakes/cloud, as providers of real clouds do:
// one call to read one resource, a wait until it is ready after each change.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
)

const address = "bench.holdfast.example/bench/simcloud"

func main() {
	newProvider := func() provider.Provider { return &simcloud{} }
	if err := providerserver.Serve(context.Background(), newProvider, providerserver.ServeOpts{Address: address}); err != nil {
		log.Fatal(err)
	}
}
