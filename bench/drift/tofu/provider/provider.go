package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type simcloud struct{}

// settings is the provider block: the address of the cloud, and whose resources are meant, where.
type settings struct {
	Endpoint types.String `tfsdk:"endpoint"`
	Account  types.String `tfsdk:"account"`
	Region   types.String `tfsdk:"region"`
}

func (p *simcloud) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "simcloud"
}

func (p *simcloud) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"endpoint": schema.StringAttribute{Required: true},
		"account":  schema.StringAttribute{Required: true},
		"region":   schema.StringAttribute{Required: true},
	}}
}

func (p *simcloud) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var given settings
	resp.Diagnostics.Append(req.Config.Get(ctx, &given)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.ResourceData = newCloud(given)
}

func (p *simcloud) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &cloudResource{} }}
}

func (p *simcloud) DataSources(context.Context) []func() datasource.DataSource { return nil }
